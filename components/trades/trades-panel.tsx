"use client";
import { ArrowLeftRight } from "lucide-react";
import { useMemo, useRef } from "react";
import type { TradeView } from "@/server/trading/core/trade-view";
import { useMarketZone } from "../live/use-market-zone";
import { usePriceDecimals } from "../live/use-price-decimals";
import { AsOf } from "../live/witness";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { toQueryText } from "../ui/to-query-text";
import { useAddress } from "../ui/use-address";
import { BotFilter } from "./bot-filter";
import { tradeColumns } from "./trade-columns";
import { useTrades } from "./use-trades";
import { WhyDrawer } from "./why-drawer";

const NEWEST = { by: "at", descending: true } as const;
const idOf = (trade: TradeView) => trade.fillId;

/** Every fill, newest first, and beside it the Why of the one that is open. */
export function TradesPanel() {
  const { params, change } = useAddress();
  const tradeId = params.get("trade");
  const botId = params.get("bot");
  const { trades, total, more, toNewest } = useTrades(botId);
  const opener = useRef<string | null>(null);
  const open = (trade: string | null) => {
    if (trade) opener.current = trade;
    change({ trade });
  };
  const zone = useMarketZone();
  const decimalsOf = usePriceDecimals();
  const columns = useMemo(
    () =>
      tradeColumns({
        ...{ zone, decimalsOf, ofOneBot: false, selected: tradeId },
        onOpen: (trade) => {
          opener.current = trade;
          change({ trade });
        },
      }),
    [zone, decimalsOf, tradeId, change],
  );
  const address = useTableAddress({ columns, standard: NEWEST });
  return (
    <div className={tradeId ? "beside" : undefined}>
      <Panel
        title="Trades"
        asOf={
          <>
            {total === null ? "loading" : `${formatCount(total)} fills`} · net of fees · <AsOf />
          </>
        }
        actions={
          <div className="filters">
            <BotFilter botId={botId} onChange={(bot) => change({ bot })} />
            <TableTools
              columns={columns}
              hidden={address.hidden}
              onHide={address.onHide}
              csv={`/api/export/trades.csv${toQueryText({ botId })}`}
            />
          </div>
        }
      >
        {!trades ? (
          <PanelLoading rows={12} label="Trades" />
        ) : trades.length === 0 ? (
          <PanelEmpty icon={ArrowLeftRight} title={botId ? "This bot has not traded yet" : "No trades yet"}>
            A trade appears here when an order fills. Bots decide at the close of every candle; most closes
            give no signal.
          </PanelEmpty>
        ) : (
          <DataTable
            label="Trades"
            rows={trades}
            columns={address.shown}
            idOf={idOf}
            selected={tradeId}
            onOpen={open}
            more={more}
            toNewest={toNewest}
            total={total}
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
    </div>
  );
}
