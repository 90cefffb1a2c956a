import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { BotsPanel } from "@/components/bots/bots-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Bots" };

export default async function BotsPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.bots.list.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Bots">
        <BotsPanel />
      </PanelBoundary>
    </Hydrate>
  );
}
