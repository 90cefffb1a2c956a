import { PageLoading } from "@/components/shell/page-loading";

export default function ExchangesLoading() {
  return <PageLoading name="Exchanges" />;
}
