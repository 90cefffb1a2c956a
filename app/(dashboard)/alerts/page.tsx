import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { alertsAddress } from "@/components/alerts/alerts-address";
import { AlertsPanel } from "@/components/alerts/alerts-panel";
import { toAlertsQuery } from "@/components/alerts/to-alerts-query";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Alerts" };

const loadAddress = createLoader(alertsAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function AlertsPage({ searchParams }: Props) {
  const { role } = await requireSession();
  const { alert, ...filters } = await loadAddress(searchParams);
  const cache = requestCache();
  await Promise.all([
    cache.prefetchInfiniteQuery(
      trpc.alerts.list.infiniteQueryOptions(toAlertsQuery(filters), {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
      }),
    ),
    alert === null ? null : cache.prefetchQuery(trpc.alerts.show.queryOptions({ alertId: alert })),
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Alerts">
        <AlertsPanel mayAct={role !== "viewer"} />
      </PanelBoundary>
    </Hydrate>
  );
}
