import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ReportSettingsPanel } from "@/components/reports/report-settings-panel";
import { reportsAddress } from "@/components/reports/reports-address";
import { ReportsPanel } from "@/components/reports/reports-panel";
import { toReportsQuery } from "@/components/reports/to-reports-query";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { hasRole } from "@/server/commands/judge-ask";

export const metadata: Metadata = { title: "Reports" };

const loadAddress = createLoader(reportsAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function ReportsPage({ searchParams }: Props) {
  const { role } = await requireSession();
  const { kind, report } = await loadAddress(searchParams);
  const cache = requestCache();
  await Promise.all([
    cache.prefetchInfiniteQuery(
      trpc.report.list.infiniteQueryOptions(toReportsQuery(kind), {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
      }),
    ),
    cache.prefetchQuery(trpc.report.settings.queryOptions({})),
    report === null ? null : cache.prefetchQuery(trpc.report.show.queryOptions({ reportId: report })),
  ]);
  const isOwner = hasRole(role, "owner");
  return (
    <Hydrate>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <PanelBoundary name="Reports">
          <ReportsPanel isOwner={isOwner} />
        </PanelBoundary>
        <PanelBoundary name="How reports are sent">
          <ReportSettingsPanel isOwner={isOwner} />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
