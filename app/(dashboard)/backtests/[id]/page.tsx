import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { isNotThere } from "@/app/_trpc/is-not-there";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";

import { BacktestPage } from "@/components/backtests/report/backtest-page";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Backtest" };

type Props = { readonly params: Promise<{ readonly id: string }> };

export default async function BacktestRoute({ params }: Props) {
  await requireSession();
  const { id } = await params;
  const asked = trpc.backtest.show.queryOptions({ backtestId: id });
  const missing = await requestCache()
    .fetchQuery(asked)
    .then(() => false, isNotThere);
  if (missing) notFound();
  return (
    <Hydrate>
      <PanelBoundary name="Backtest">
        <BacktestPage id={id} />
      </PanelBoundary>
    </Hydrate>
  );
}
