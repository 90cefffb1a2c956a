import { PageLoading } from "@/components/shell/page-loading";

export default function BotsLoading() {
  return <PageLoading name="Bots" />;
}
