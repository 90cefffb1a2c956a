import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { CandlesPanels } from "@/components/candles/candles-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Candles" };

export default async function CandlesPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.candles.list.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Candles">
        <CandlesPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
