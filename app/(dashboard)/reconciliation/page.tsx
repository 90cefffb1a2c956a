import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ReconciliationPanels } from "@/components/reconciliation/reconciliation-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function ReconciliationPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.reconciliation.show.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Reconciliation">
        <ReconciliationPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
