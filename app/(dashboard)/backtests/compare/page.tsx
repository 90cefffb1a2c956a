import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { isNotThere } from "@/app/_trpc/is-not-there";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { ComparePage } from "@/components/backtests/compare/compare-page";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Backtests compared" };

type Props = { readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }> };

export default async function CompareRoute({ searchParams }: Props) {
  await requireSession();
  const { a, b } = await searchParams;
  if (typeof a !== "string" || typeof b !== "string") notFound();
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
