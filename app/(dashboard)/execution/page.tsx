import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { executionAddress } from "@/components/execution/execution-address";
import { ExecutionPanels } from "@/components/execution/execution-panels";
import { TwinsPanel } from "@/components/shared/twins-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Execution quality" };

const loadAddress = createLoader(executionAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function ExecutionPage({ searchParams }: Props) {
  await requireSession();
  const { period, purpose } = await loadAddress(searchParams);
  const cache = requestCache();
  await Promise.all([
    cache.prefetchQuery(trpc.execution.show.queryOptions({ period, purpose })),
    cache.prefetchQuery(trpc.promotions.twins.queryOptions({})),
  ]);
  return (
    <Hydrate>
      <div className="grid gap-2">
        <PanelBoundary name="Execution quality">
          <ExecutionPanels />
        </PanelBoundary>
        <PanelBoundary name="Twins">
          <TwinsPanel />
        </PanelBoundary>
      </div>
    </Hydrate>
  );
}
