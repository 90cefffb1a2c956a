import { PageLoading } from "@/components/shell/page-loading";

export default function BacktestsLoading() {
  return <PageLoading name="Backtests" />;
}
