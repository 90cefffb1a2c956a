import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { createLoader, type SearchParams } from "nuqs/server";
import { isNotThere } from "@/app/_trpc/is-not-there";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ComparePage } from "@/components/backtests/compare/compare-page";
import { compareAddress } from "@/components/backtests/shared/backtests-address";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Backtests compared" };

const loadAddress = createLoader(compareAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function CompareRoute({ searchParams }: Props) {
  await requireSession();
  const { a, b } = await loadAddress(searchParams);
  if (a === null || b === null) notFound();
  const asked = trpc.backtest.compare.queryOptions({ left: a, right: b });
  const missing = await requestCache()
    .fetchQuery(asked)
    .then(() => false, isNotThere);
  if (missing) notFound();
  return (
    <Hydrate>
      <PanelBoundary name="Comparison">
        <ComparePage a={a} b={b} />
      </PanelBoundary>
    </Hydrate>
  );
}
