"use client";
import { ArrowLeftRight } from "lucide-react";
import { useMemo } from "react";
import type { TradeView } from "@/server/trading/core/trade-view";
import { useMarketZone } from "../live/use-market-zone";
import { usePriceDecimals } from "../live/use-price-decimals";
import { DataTable } from "../table/data-table";
import { TableTools } from "../table/table-tools";
import { useTableAddress } from "../table/use-table-address";
import { tradeColumns } from "../trades/trade-columns";
import { useTrades } from "../trades/use-trades";
import { WhyDrawer } from "../trades/why-drawer";
import { formatCount } from "../ui/format-number";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { toQueryText } from "../ui/to-query-text";
import { useAddress } from "../ui/use-address";

const NEWEST = { by: "at", descending: true } as const;
const idOf = (trade: TradeView) => trade.fillId;

/** One bot's fills, newest first; a row opens its Why. */
export function BotTrades({ botId }: { readonly botId: string }) {
  const { params, change } = useAddress();
  const open = params.get("trade");
  const onOpen = (trade: string | null) => change({ trade });
  const { trades, total, more, toNewest } = useTrades(botId);
  const zone = useMarketZone();
  const decimalsOf = usePriceDecimals();
  const columns = useMemo(
    () =>
      tradeColumns({
        ...{ zone, decimalsOf, ofOneBot: true, selected: open },
        onOpen: (trade) => change({ trade }),
      }),
    [zone, decimalsOf, open, change],
  );
  const address = useTableAddress({ columns, standard: NEWEST, prefix: "trades-" });
  return (
    <Panel
      title="Trades"
      asOf={total === null ? "loading" : `${formatCount(total)} fills · net of fees`}
      actions={
        <TableTools
          columns={columns}
          hidden={address.hidden}
          onHide={address.onHide}
          csv={`/api/export/trades.csv${toQueryText({ botId })}`}
        />
      }
    >
      {!trades ? (
        <PanelLoading rows={6} label="Trades" />
      ) : trades.length === 0 ? (
        <PanelEmpty icon={ArrowLeftRight} title="This bot has not traded yet">
          A trade appears here when an order fills. Its decisions say what it waits for.
        </PanelEmpty>
      ) : (
        <DataTable
          label="Trades"
          rows={trades}
          columns={address.shown}
          idOf={idOf}
          selected={open}
          onOpen={onOpen}
          more={more}
          toNewest={toNewest}
          total={total}
          fit="panel"
        />
      )}
      {open ? (
        <WhyDrawer
          fillId={open}
          order={(trades ?? []).map(idOf)}
          onMove={onOpen}
          onClose={() => onOpen(null)}
          returnTo={() => document.getElementById(`why-${open}`)}
        />
      ) : null}
    </Panel>
  );
}
