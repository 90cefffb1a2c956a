import { PageLoading } from "@/components/shell/page-loading";

export default function ComparisonLoading() {
  return <PageLoading name="Comparison" />;
}
