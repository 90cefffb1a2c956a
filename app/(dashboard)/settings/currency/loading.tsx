import { PageLoading } from "@/components/shell/page-loading";

export default function CurrencyLoading() {
  return <PageLoading name="Display currency" />;
}
