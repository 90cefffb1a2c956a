import { PageLoading } from "@/components/shell/page-loading";

export default function DecisionsLoading() {
  return <PageLoading name="Decisions" />;
}
