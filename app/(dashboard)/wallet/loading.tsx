import { PageLoading } from "@/components/shell/page-loading";

export default function WalletLoading() {
  return <PageLoading name="Wallet" />;
}
