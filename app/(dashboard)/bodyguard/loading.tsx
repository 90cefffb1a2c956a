import { PageLoading } from "@/components/shell/page-loading";

export default function BodyguardLoading() {
  return <PageLoading name="Bodyguard" />;
}
