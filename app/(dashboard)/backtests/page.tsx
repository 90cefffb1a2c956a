import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { BacktestsPanels } from "@/components/backtests/backtests-panels";
import { BACKTESTS_LISTED } from "@/components/backtests/shared/backtests-listed";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Backtests" };

export default async function BacktestsPage() {
  await requireSession();
  await requestCache().prefetchQuery(trpc.backtest.list.queryOptions({ limit: BACKTESTS_LISTED }));
  return (
    <Hydrate>
      <PanelBoundary name="Backtests">
        <BacktestsPanels />
      </PanelBoundary>
    </Hydrate>
  );
}
