import { PageLoading } from "@/components/shell/page-loading";

export default function CandlesLoading() {
  return <PageLoading name="Candles" />;
}
