import { PageLoading } from "@/components/shell/page-loading";

export default function BotLoading() {
  return <PageLoading name="Bot" />;
}
