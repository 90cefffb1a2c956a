import { PageLoading } from "@/components/shell/page-loading";

export default function ReconciliationLoading() {
  return <PageLoading name="Reconciliation" />;
}
