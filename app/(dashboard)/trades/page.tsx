import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { TRADES_A_PAGE } from "@/components/trades/trades-a-page";
import { tradesAddress } from "@/components/trades/trades-address";
import { TradesPanel } from "@/components/trades/trades-panel";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Trades" };

const loadAddress = createLoader(tradesAddress);

type Props = { readonly searchParams: Promise<SearchParams> };

export default async function TradesPage({ searchParams }: Props) {
  await requireSession();
  const { bot, trade } = await loadAddress(searchParams);
  const cache = requestCache();
  const filter = bot === null ? {} : { botId: bot };
  await Promise.all([
    cache.prefetchInfiniteQuery(
      trpc.trades.list.infiniteQueryOptions(
        { limit: TRADES_A_PAGE, ...filter },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
    ),
    cache.prefetchQuery(trpc.bots.list.queryOptions({})),
    trade === null ? null : cache.prefetchQuery(trpc.trades.why.queryOptions({ fillId: trade })),
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Trades">
        <TradesPanel />
      </PanelBoundary>
    </Hydrate>
  );
}
