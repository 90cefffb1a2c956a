import { PageLoading } from "@/components/shell/page-loading";

export default function AlertChannelsLoading() {
  return <PageLoading name="Alert channels" />;
}
