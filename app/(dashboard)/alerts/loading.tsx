import { PageLoading } from "@/components/shell/page-loading";

export default function AlertsLoading() {
  return <PageLoading name="Alerts" />;
}
