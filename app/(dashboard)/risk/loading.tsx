import { PageLoading } from "@/components/shell/page-loading";

export default function RiskLoading() {
  return <PageLoading name="Risk" />;
}
