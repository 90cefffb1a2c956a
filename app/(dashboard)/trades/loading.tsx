import { PageLoading } from "@/components/shell/page-loading";

export default function TradesLoading() {
  return <PageLoading name="Trades" />;
}
