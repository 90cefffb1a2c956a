import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { PositionsPanels } from "@/components/positions/positions-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Positions" };

export default async function PositionsPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.bots.list.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Positions">
        <PositionsPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
