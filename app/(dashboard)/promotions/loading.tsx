import { PageLoading } from "@/components/shell/page-loading";

export default function PromotionsLoading() {
  return <PageLoading name="Promotions" />;
}
