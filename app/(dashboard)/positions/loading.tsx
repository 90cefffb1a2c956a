import { PageLoading } from "@/components/shell/page-loading";

export default function PositionsLoading() {
  return <PageLoading name="Positions" />;
}
