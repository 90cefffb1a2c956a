import { PageLoading } from "@/components/shell/page-loading";

export default function AccountLoading() {
  return <PageLoading name="Account" />;
}
