"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { useRef } from "react";
import type { TradeView } from "@/server/trading/core/trade-view";
import { AsOf } from "../live/witness";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { BotFilter } from "./bot-filter";
import { TRADES_A_PAGE } from "./trades-a-page";
import { TradesTable } from "./trades-table";
import { useTradeUrl } from "./use-trade-url";
import { WhyDrawer } from "./why-drawer";

/** Every fill, newest first, and beside it the Why of the one that is open. */
export function TradesPanel() {
  const { tradeId, botId, change } = useTradeUrl();
  const { trades, total, more } = useTrades(botId);
  const opener = useRef<string | null>(null);
  const open = (fillId: string | null) => {
    if (fillId) opener.current = fillId;
    change("trade", fillId);
  };
  return (
    <div className={tradeId ? "beside" : undefined}>
      <Panel
        title="Trades"
        asOf={
          <>
            {total === null ? "loading" : `${formatCount(total)} fills`} · net of fees · <AsOf />
          </>
        }
        actions={<BotFilter botId={botId} onChange={(id) => change("bot", id)} />}
      >
        <TradesBody trades={trades} filtered={botId !== null} selected={tradeId} onOpen={open} />
        {more ? (
          <div className="flex items-center gap-3 border-t border-line px-3 py-2">
            <Button size="small" onClick={more.load} disabled={more.loading}>
              {more.loading ? "Loading" : "Load more"}
            </Button>
            <span className="text-micro text-text-3">
              {formatCount(trades?.length ?? 0)} of {formatCount(total ?? 0)} shown
            </span>
          </div>
        ) : null}
      </Panel>
      {tradeId ? (
        <WhyDrawer
          fillId={tradeId}
          order={(trades ?? []).map((trade) => trade.fillId)}
          onMove={open}
          onClose={() => open(null)}
          returnTo={() => document.getElementById(`why-${opener.current ?? tradeId}`)}
        />
      ) : null}
    </div>
  );
}

function useTrades(botId: string | null) {
  const trpc = useTRPC();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    trpc.trades.list.infiniteQueryOptions(
      { limit: TRADES_A_PAGE, ...(botId ? { botId } : {}) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const more = hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null;
  const trades = data ? data.pages.flatMap((page) => page.trades) : null;
  return { trades, total: data?.pages[0]?.total ?? null, more };
}

type BodyProps = {
  readonly trades: readonly TradeView[] | null;
  readonly filtered: boolean;
  readonly selected: string | null;
  readonly onOpen: (fillId: string) => void;
};

function TradesBody({ trades, filtered, selected, onOpen }: BodyProps) {
  if (!trades) return <PanelLoading rows={12} label="Trades" />;
  if (trades.length === 0) {
    return (
      <PanelEmpty icon={ArrowLeftRight} title={filtered ? "This bot has not traded yet" : "No trades yet"}>
        A trade appears here when an order fills. Bots decide at the close of every candle; most closes give
        no signal.
      </PanelEmpty>
    );
  }
  return <TradesTable trades={trades} selected={selected} onOpen={onOpen} />;
}
