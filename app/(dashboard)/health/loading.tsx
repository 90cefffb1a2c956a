import { PageLoading } from "@/components/shell/page-loading";

export default function HealthLoading() {
  return <PageLoading name="Health" />;
}
