import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { BotsPanel } from "@/components/bots/bots-panel";
import { SpawnPanel } from "@/components/bots/spawn-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Bots" };

export default async function BotsPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.bots.list.queryOptions({}));
  return (
    <Hydrate>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <PanelBoundary name="Bots">
          <BotsPanel />
        </PanelBoundary>
        <PanelBoundary name="Grow the fleet">
          <SpawnPanel />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
