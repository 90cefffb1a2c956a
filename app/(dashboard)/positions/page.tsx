import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { PositionsRoom } from "@/components/positions/positions-room";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Positions" };

export default async function PositionsPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.bots.list.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Positions">
        <PositionsRoom />
      </PanelBoundary>
    </Hydrate>
  );
}
