import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { CurrencyPanels } from "@/components/currency/currency-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Display currency" };

export default async function CurrencyPage() {
  const { role } = await requireSession();
  await requestCache().prefetchQuery(trpc.currency.show.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Display currency">
        <CurrencyPanels mayChange={role === "owner"} />
      </PanelBoundary>
    </Hydrate>
  );
}
