import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { BlacklistPanel } from "@/components/risk/blacklist-panel";
import { EntriesSwitch } from "@/components/risk/entries-switch";
import { LimitsPanels } from "@/components/risk/limits-panels";
import { RefusedPanel } from "@/components/risk/refused-panel";
import { WhatIfPanel } from "@/components/risk/what-if-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { hasRole } from "@/server/commands/judge-ask";

export const metadata: Metadata = { title: "Risk" };

export default async function RiskPage() {
  const { role } = await requireSession();
  const cache = requestCache();
  await Promise.all([
    cache.prefetchQuery(trpc.status.queryOptions({})),
    cache.prefetchQuery(trpc.blacklist.list.queryOptions({})),
    cache.prefetchQuery(trpc.bots.list.queryOptions({})),
  ]);
  const mayChange = hasRole(role, "owner");
  return (
    <Hydrate>
      <div className="grid gap-2">
        <EntriesSwitch mayStop={hasRole(role, "trader")} mayAllow={mayChange} />
        <PanelBoundary name="Limits">
          <LimitsPanels mayChange={mayChange} />
        </PanelBoundary>
        <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-start gap-2 max-desk:grid-cols-[minmax(0,1fr)]">
          <PanelBoundary name="What if">
            <WhatIfPanel />
          </PanelBoundary>
          <div className="grid gap-2">
            <PanelBoundary name="Refused entries">
              <RefusedPanel />
            </PanelBoundary>
            <PanelBoundary name="Blacklist">
              <BlacklistPanel mayAdd={hasRole(role, "trader")} mayRemove={mayChange} />
            </PanelBoundary>
          </div>
        </div>
      </div>
    </Hydrate>
  );
}
