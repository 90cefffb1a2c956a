"use client";
import { ArrowLeftRight } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo, useRef } from "react";
import type { TradeView } from "@/server/history/core/trade-view";
import { ReadAsOf } from "../live/as-of";
import { useMarketZone } from "../live/use-market-zone";
import { usePriceDecimals } from "../live/use-price-decimals";
import { BotFilter } from "../shared/bot-filter";
import { Beside } from "../table/beside";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { Filters } from "../ui/filters";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { toQueryText } from "../ui/to-query-text";
import { tradeColumns } from "./trade-columns";
import { tradesAddress } from "./trades-address";
import { useTrades } from "./use-trades";

// fetched when it is first opened
const WhyDrawer = dynamic(() => import("./why-drawer").then(({ WhyDrawer }) => WhyDrawer), { ssr: false });

const NEWEST = { by: "at", descending: true } as const;
const idOf = (trade: TradeView) => trade.fillId;

type TradesPanelProps = {
  /** the page is one bot's: its id; its table stands among other panels */
  readonly ofBot?: string;
};

/** Every fill, or those of one bot, newest first, with the Why of the one that is open. */
export function TradesPanel({ ofBot }: TradesPanelProps) {
  const { change, tradeId, botId, opener, open, columns, address } = useTradeTable(ofBot);
  const { trades, total, more, toNewest, queryKey } = useTrades(botId);
  return (
    <Beside open={tradeId !== null && !ofBot}>
      <Panel
        title="Trades"
        asOf={
          <>
            {total === null ? "loading" : total === 1 ? "1 fill" : `${formatCount(total)} fills`} · net of
            fees · <ReadAsOf queryKey={queryKey} />
          </>
        }
        actions={
          <Filters>
            {ofBot ? null : <BotFilter botId={botId} onChange={(bot) => void change({ bot })} />}
            <TableTools
              columns={columns}
              hidden={address.hidden}
              onHide={address.onHide}
              csv={`/api/export/trades.csv${toQueryText({ botId })}`}
            />
          </Filters>
        }
      >
        {trades?.length === 0 ? (
          <NoTrades ofOne={botId !== null} />
        ) : (
          <DataTable
            label="Trades"
            rows={trades}
            columns={columns}
            hidden={address.hidden}
            idOf={idOf}
            selected={tradeId}
            onOpen={open}
            more={more}
            toNewest={toNewest}
            total={total}
            fit={ofBot ? "panel" : "page"}
          />
        )}
      </Panel>
      {tradeId ? (
        <WhyDrawer
          fillId={tradeId}
          order={(trades ?? []).map(idOf)}
          onMove={open}
          onClose={() => open(null)}
          returnTo={() => document.getElementById(`why-${opener.current ?? tradeId}`)}
        />
      ) : null}
    </Beside>
  );
}

/** What the address says of the table: what is open, narrowed and hidden. */
function useTradeTable(ofBot: string | undefined) {
  const [{ bot, trade: tradeId }, change] = useQueryStates(tradesAddress);
  const opener = useRef<string | null>(null);
  const open = useCallback(
    (trade: string | null) => {
      if (trade) opener.current = trade;
      void change({ trade });
    },
    [change],
  );
  const zone = useMarketZone();
  const decimalsOf = usePriceDecimals();
  const columns = useMemo(
    () =>
      tradeColumns({
        zone,
        decimalsOf,
        ofOneBot: ofBot !== undefined,
        selected: tradeId,
        onOpen: open,
      }),
    [zone, decimalsOf, ofBot, tradeId, open],
  );
  const address = useTableAddress({ columns, standard: NEWEST, prefix: ofBot ? "trades-" : "" });
  return { change, tradeId, botId: ofBot ?? bot, opener, open, columns, address };
}

function NoTrades({ ofOne }: { readonly ofOne: boolean }) {
  return (
    <PanelEmpty icon={ArrowLeftRight} title={ofOne ? "This bot has not traded yet" : "No trades yet"}>
      A trade appears here when an order fills. Bots decide at the close of every candle; most closes give no
      signal.
    </PanelEmpty>
  );
}
