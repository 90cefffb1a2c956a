import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ActivityPanel } from "@/components/dashboard/activity-panel";
import { ACTIVITY_SHOWN } from "@/components/dashboard/activity-shown";
import { EquityPanel } from "@/components/dashboard/equity-panel";
import { FleetPanel } from "@/components/dashboard/fleet-panel";
import { KpiStrip } from "@/components/dashboard/kpi-strip";
import { PositionsPanel } from "@/components/dashboard/positions-panel";
import { DESK, DESK_COLUMN } from "@/components/ui/desk";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { getSettings } from "@/server/settings/get-settings";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const { userId } = await requireSession();
  const cache = requestCache();
  const [view, { slots }] = await Promise.all([getLiveView(userId), getSettings(userId)]);
  const currency = view?.totals[0]?.currency;
  await Promise.all([
    cache.prefetchQuery(trpc.dashboard.activity.queryOptions({ limit: ACTIVITY_SHOWN })),
    currency ? cache.prefetchQuery(trpc.dashboard.equity.queryOptions({ currency, range: "all" })) : null,
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Key figures">
        <KpiStrip />
      </PanelBoundary>
      <div className={DESK}>
        <div className={DESK_COLUMN}>
          <PanelBoundary name="Equity">
            <EquityPanel />
          </PanelBoundary>
          <PanelBoundary name="Fleet">
            <FleetPanel slots={slots} />
          </PanelBoundary>
          <PanelBoundary name="Open positions">
            <PositionsPanel />
          </PanelBoundary>
        </div>
        <div className={DESK_COLUMN}>
          <PanelBoundary name="Activity">
            <ActivityPanel />
          </PanelBoundary>
        </div>
      </div>
    </Hydrate>
  );
}
