import { PageLoading } from "@/components/shell/page-loading";

export default function ExecutionLoading() {
  return <PageLoading name="Execution quality" />;
}
