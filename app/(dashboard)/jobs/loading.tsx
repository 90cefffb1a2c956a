import { PageLoading } from "@/components/shell/page-loading";

export default function JobsLoading() {
  return <PageLoading name="Jobs" />;
}
