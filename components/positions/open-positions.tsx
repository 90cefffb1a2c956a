"use client";
import { Crosshair } from "lucide-react";
import { useMemo } from "react";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { AsOf } from "../live/as-of";
import { InDisplay, InDisplayHead } from "../live/in-display";
import { useLive } from "../live/live-provider";
import { StaleStrip } from "../live/stale-strip";
import { useFreshness } from "../live/use-freshness";
import { BotLink } from "../shared/bot-link";
import { ClosePosition } from "../shared/close-position";
import { EditExits } from "../shared/exit-levels/edit-exits";
import { LastPrice } from "../shared/last-price";
import { StopBar, StopBarHead } from "../shared/stop-bar";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { useTableAddress } from "../table/use-table-address";
import { sumTexts } from "../ui/decimal-text";
import { Figure } from "../ui/figure";
import { Flash } from "../ui/flash";
import { formatAmount, formatMoney, formatPrice } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { ProfitLoss, ReturnRatio } from "../ui/profit-loss";
import { SUMS } from "../ui/sum-line";
import { CloseAllButton } from "./close-all-button";

type OpenPositionsProps = { readonly botId: string | null; readonly exchange: ExchangeName | null };

const NONE: readonly PositionView[] = [];
const AS_OPENED = { by: "opened", descending: false } as const;
const idOf = (row: PositionView) => row.positionId;

/** What the bots hold now, with the room left to each stop, and what it comes to in each currency. */
export function OpenPositions({ botId, exchange }: OpenPositionsProps) {
  const all = useLive((state) => state.view?.positions ?? NONE);
  const known = useLive((state) => state.view !== null);
  const { freshness } = useFreshness();
  const { hidden, sort, onSort } = useTableAddress({
    columns: COLUMNS,
    standard: AS_OPENED,
    prefix: "open-",
  });
  const rows = useMemo(
    () =>
      all.filter(
        (row) => (botId === null || row.botId === botId) && (exchange === null || row.exchange === exchange),
      ),
    [all, botId, exchange],
  );
  return (
    <Panel
      title="Open positions"
      age={freshness}
      asOf={
        <>
          {rows.length} · <AsOf />
        </>
      }
      actions={all.length > 0 ? <CloseAllButton /> : null}
    >
      <StaleStrip />
      <SumsOf rows={rows} />
      {rows.length === 0 ? (
        <PanelEmpty icon={Crosshair} title={known ? "No open positions" : "No figures yet"}>
          {known
            ? "Bots look for an entry at the close of every candle. A position appears here as soon as its order fills."
            : "The worker has not published yet. It does so about once a second when it runs: Health says how it is."}
        </PanelEmpty>
      ) : (
        <DataTable
          label="Open positions"
          rows={rows}
          columns={COLUMNS}
          hidden={hidden}
          idOf={idOf}
          sort={sort}
          onSort={onSort}
          fit="panel"
          gone={freshness === "dead"}
        />
      )}
    </Panel>
  );
}

/** Per currency, each in its own and in the owner's. */
function SumsOf({ rows }: { readonly rows: readonly PositionView[] }) {
  const currencies = [...new Set(rows.map((row) => row.quote))].sort();
  if (currencies.length === 0) return null;
  return (
    <div className={SUMS}>
      {currencies.map((currency) => {
        const own = rows.filter((row) => row.quote === currency);
        const priced = own.every((row) => row.unrealised !== null);
        const unrealised = sumTexts(own.map((row) => row.unrealised ?? "0"));
        return (
          <span key={currency}>
            <b className="font-medium text-text">{currency}</b> {own.length} open, unrealised{" "}
            <ProfitLoss amount={priced ? unrealised : null} currency={currency} />{" "}
            <InDisplay amount={priced ? unrealised : null} currency={currency} signed />, at risk{" "}
            <b className="font-medium text-text">
              {formatMoney(sumTexts(own.map((row) => row.atRisk)), currency)}
            </b>
          </span>
        );
      })}
    </div>
  );
}

const COLUMNS: readonly Column<PositionView>[] = [
  {
    id: "bot",
    label: "Bot",
    phone: true,
    fixed: true,
    sorts: (row) => row.botName,
    cell: (row) => (
      <>
        <BotLink botId={row.botId} name={row.botName} />{" "}
        <span className="text-text-3 max-tablet:hidden">{exchangeLabel(row.exchange)}</span>
      </>
    ),
  },
  { id: "market", label: "Market", sorts: (row) => row.symbol, cell: (row) => row.symbol },
  {
    id: "opened",
    label: "Opened",
    sorts: (row) => Date.parse(row.openedMarketAt),
    className: "text-text-3",
    cell: (row) => <Moment iso={row.openedMarketAt} format="dayClock" />,
  },
  {
    id: "amount",
    label: "Amount",
    right: true,
    cell: (row) => <Figure full={`${row.amount} ${row.base}`}>{formatAmount(row.amount)}</Figure>,
  },
  {
    id: "entry",
    label: "Entry",
    right: true,
    cell: (row) => formatPrice(row.entryPrice, row.priceDecimals),
  },
  {
    id: "last",
    label: "Last",
    right: true,
    cell: (row) => <LastPrice position={row} />,
  },
  {
    id: "result",
    label: "P/L",
    right: true,
    phone: true,
    cell: (row) => (
      <Flash value={row.unrealised}>
        <ProfitLoss amount={row.unrealised} currency={row.quote} />
      </Flash>
    ),
  },
  {
    id: "display",
    label: "P/L in your currency",
    head: (
      <>
        P/L <InDisplayHead />
      </>
    ),
    right: true,
    className: "text-text-2",
    cell: (row) => <InDisplay amount={row.unrealised} currency={row.quote} signed alone />,
  },
  {
    id: "ratio",
    label: "P/L %",
    right: true,
    sorts: (row) => row.unrealisedRatio,
    cell: (row) => <ReturnRatio ratio={row.unrealisedRatio} />,
  },
  {
    id: "room",
    label: "Stop to target",
    phone: true,
    sorts: (row) => row.toStopRatio,
    className: "w-[24%]",
    head: <StopBarHead />,
    wideHead: true,
    cell: (row) => <StopBar position={row} />,
  },
  {
    id: "edit",
    label: "Set stop and target",
    head: <span className="sr-only">Set</span>,
    phone: true,
    fixed: true,
    className: "max-tablet:px-0",
    cell: (row) => <EditExits position={row} />,
  },
  {
    id: "risk",
    label: "At risk",
    right: true,
    cell: (row) => <Figure full={`${row.atRisk} ${row.quote}`}>{formatMoney(row.atRisk, row.quote)}</Figure>,
  },
  {
    id: "close",
    label: "Close",
    head: <span className="sr-only">Close</span>,
    right: true,
    phone: true,
    fixed: true,
    className: "max-tablet:pl-0",
    cell: (row) => <ClosePosition position={row} />,
  },
];
