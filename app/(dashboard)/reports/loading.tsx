import { PageLoading } from "@/components/shell/page-loading";

export default function ReportsLoading() {
  return <PageLoading name="Reports" />;
}
