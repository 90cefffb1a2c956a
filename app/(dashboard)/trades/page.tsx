import type { Metadata } from "next";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { TRADES_A_PAGE } from "@/components/trades/trades-a-page";
import { TradesPanel } from "@/components/trades/trades-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Trades" };

type Props = { readonly searchParams: Promise<{ readonly [name: string]: string | string[] | undefined }> };

export default async function TradesPage({ searchParams }: Props) {
  await requireSession();
  const { bot, trade } = await searchParams;
  const cache = requestCache();
  const filter = typeof bot === "string" ? { botId: bot } : {};
  await Promise.all([
    cache.prefetchInfiniteQuery(
      trpc.trades.list.infiniteQueryOptions(
        { limit: TRADES_A_PAGE, ...filter },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
    ),
    cache.prefetchQuery(trpc.bots.list.queryOptions({})),
    typeof trade === "string" ? cache.prefetchQuery(trpc.trades.why.queryOptions({ fillId: trade })) : null,
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Trades">
        <TradesPanel />
      </PanelBoundary>
    </Hydrate>
  );
}
