import { PageLoading } from "@/components/shell/page-loading";

export default function OrdersLoading() {
  return <PageLoading name="Orders" />;
}
