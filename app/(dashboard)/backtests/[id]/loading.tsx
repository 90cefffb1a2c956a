import { PageLoading } from "@/components/shell/page-loading";

export default function BacktestLoading() {
  return <PageLoading name="Backtest" />;
}
