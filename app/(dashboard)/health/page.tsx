import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { HealthPanels } from "@/components/health/health-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { hasRole } from "@/server/commands/judge-ask";

export const metadata: Metadata = { title: "Health" };

export default async function HealthPage() {
  const { role } = await requireSession();
  await requestCache().prefetchQuery(trpc.health.show.queryOptions());
  return (
    <Hydrate>
      <PanelBoundary name="Health">
        <HealthPanels mayTry={hasRole(role, "trader")} />
      </PanelBoundary>
    </Hydrate>
  );
}
