import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ScorecardsPanel } from "@/components/promotions/scorecards-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Promotions" };

export default async function PromotionsPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.promotions.scorecards.queryOptions({}));
  return (
    <Hydrate>
      <PanelBoundary name="Scorecards">
        <ScorecardsPanel />
      </PanelBoundary>
    </Hydrate>
  );
}
