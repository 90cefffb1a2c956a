import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { HealthPanels } from "@/components/health/health-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Health" };

export default async function HealthPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.health.show.queryOptions());
  return (
    <Hydrate>
      <PanelBoundary name="Health">
        <HealthPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
