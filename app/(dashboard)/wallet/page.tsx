import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { WalletPanel } from "@/components/wallet/wallet-panel";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Wallet" };

export default async function WalletPage() {
  const { role } = await requireSession();
  await requestCache().prefetchQuery(trpc.wallet.status.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Wallet">
        <WalletPanel mayMove={role === "owner"} />
      </PanelBoundary>
    </Hydrate>
  );
}
