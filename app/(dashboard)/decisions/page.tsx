import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { DecisionsPanel } from "@/components/decisions/decisions-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Decisions" };

export default async function DecisionsPage() {
  await requireSession();
  const cache = requestCache();
  await Promise.all([
    cache.prefetchQuery(trpc.bots.list.queryOptions({})),
    cache.prefetchQuery(trpc.decisions.reasons.queryOptions()),
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Decisions">
        <DecisionsPanel />
      </PanelBoundary>
    </Hydrate>
  );
}
