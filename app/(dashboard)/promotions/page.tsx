import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { AutopilotSwitch } from "@/components/promotions/autopilot-switch";
import { HistoryPanel } from "@/components/promotions/history-panel";
import { NightPanel } from "@/components/promotions/night-panel";
import { ScorecardsPanel } from "@/components/promotions/scorecards-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { hasRole } from "@/server/commands/judge-ask";

export const metadata: Metadata = { title: "Promotions" };

export default async function PromotionsPage() {
  const { role } = await requireSession();
  const cache = requestCache();
  await Promise.all([
    cache.prefetchQuery(trpc.promotions.scorecards.queryOptions({})),
    cache.prefetchQuery(trpc.promotions.preview.queryOptions({})),
    cache.prefetchQuery(trpc.promotions.history.queryOptions({})),
  ]);
  return (
    <Hydrate>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <PanelBoundary name="Autopilot">
          <AutopilotSwitch isOwner={hasRole(role, "owner")} />
        </PanelBoundary>
        <PanelBoundary name="Scorecards">
          <ScorecardsPanel />
        </PanelBoundary>
        <PanelBoundary name="Tonight">
          <NightPanel isOwner={hasRole(role, "owner")} />
        </PanelBoundary>
        <PanelBoundary name="History">
          <HistoryPanel />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
