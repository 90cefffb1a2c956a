"use client";
import { ArrowLeftRight } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { BacktestReport, ReportTrade } from "@/server/backtest/core/backtest-view";
import type { Column } from "../../table/column";
import { DataTable } from "../../table/data-table";
import { TableTools } from "../../table/table-tools";
import { useTableAddress } from "../../table/use-table-address";
import { Choice } from "../../ui/choice";
import { cn } from "../../ui/cn";
import { Figure } from "../../ui/figure";
import { Filters } from "../../ui/filters";
import { currencyDecimals, formatAmount, formatCount, formatPrice } from "../../ui/format-number";
import { formatAge, zoneLabels } from "../../ui/format-time";
import { Moment } from "../../ui/moment";
import { Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { ProfitLoss, ReturnRatio } from "../../ui/profit-loss";
import { LINK } from "../../ui/text";
import { toQueryText } from "../../ui/to-query-text";
import { useZone } from "../../ui/zone";
import { reportAddress } from "../shared/backtests-address";
import { exitWords } from "../shared/words";
import { priceDecimalsOf } from "./candle-parts";

/** A trade with its place in the report, which names it in the address. */
export type NumberedTrade = ReportTrade & { readonly number: number };

const NEWEST = { by: "closed", descending: true } as const;
const ANY = "any";
const idOf = (row: NumberedTrade) => String(row.number);
const heldMs = (row: ReportTrade): number => row.heldMs ?? Date.parse(row.closeAt) - Date.parse(row.openAt);

type TradesProps = {
  readonly id: string;
  readonly report: BacktestReport;
  readonly currency: string;
  readonly trades: readonly NumberedTrade[];
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
};

/** Every trade of the report: sort, narrow by exit, take as a file; one that is opened shows on the candles. */
export function ReportTrades({ id, report, currency, trades, selected, onSelect }: TradesProps) {
  const [{ exit }, change] = useQueryStates(reportAddress);
  const zone = useZone();
  const reason = report.exits.some((each) => each.reason === exit) ? exit : null;
  const several = new Set(trades.map(({ symbol }) => symbol)).size > 1;
  const columns = useMemo(
    () =>
      tradeColumns({
        currency,
        zone: zoneLabels(report.candles.from, report.candles.to, zone),
        selected,
        onSelect,
        several,
        decimals: several ? undefined : priceDecimalsOf(report.chart),
      }),
    [currency, zone, report.candles, report.chart, selected, onSelect, several],
  );
  const address = useTableAddress({ columns, standard: NEWEST });
  const rows = useMemo(
    () => (reason === null ? trades : trades.filter((trade) => trade.exitReason === reason)),
    [trades, reason],
  );
  return (
    <Panel
      title="Trades"
      asOf={
        <>
          {formatCount(rows.length)}
          {reason === null ? "" : ` of ${formatCount(trades.length)}`}
          {report.tradesTotal > trades.length ? `, the newest of ${formatCount(report.tradesTotal)}` : ""} ·
          net of fees
        </>
      }
      actions={
        <Filters>
          <Choice
            bare
            label="Exit"
            value={reason ?? ANY}
            options={[
              { value: ANY, label: "Any exit" },
              ...report.exits.map((exit) => ({
                value: exit.reason,
                label: `${exitWords(exit.reason)}, ${formatCount(exit.trades)}`,
              })),
            ]}
            onChange={(value) => void change({ exit: value === ANY ? null : value })}
          />
          <TableTools
            columns={columns}
            hidden={address.hidden}
            onHide={address.onHide}
            csv={`/api/export/backtest.csv${toQueryText({ id, exit: reason })}`}
          />
        </Filters>
      }
    >
      {rows.length === 0 ? (
        <PanelEmpty icon={ArrowLeftRight} title="No trades">
          {trades.length === 0
            ? (report.refused?.words ??
              "The strategy never entered in this period. Try a longer one, a shorter timeframe, or looser parameters.")
            : "No trade left this way. Show any exit to see the others."}
        </PanelEmpty>
      ) : (
        <DataTable
          label="Trades"
          rows={rows}
          columns={columns}
          hidden={address.hidden}
          idOf={idOf}
          selected={selected === null ? null : String(selected)}
          onOpen={(row) => onSelect(Number(row))}
          sort={address.sort}
          onSort={address.onSort}
          total={rows.length}
          fit="panel"
        />
      )}
    </Panel>
  );
}

type ColumnOptions = {
  readonly currency: string;
  readonly zone: string;
  readonly several: boolean;
  /** of the market's prices; undefined where there are several markets */
  readonly decimals: number | undefined;
  readonly selected: number | null;
  readonly onSelect: (number: number) => void;
};

function tradeColumns({
  currency,
  zone,
  several,
  decimals,
  selected,
  onSelect,
}: ColumnOptions): readonly Column<NumberedTrade>[] {
  const price = (column: { id: string; label: string }, of: (row: NumberedTrade) => string) => ({
    ...column,
    right: true,
    cell: (row: NumberedTrade) => (
      <Figure full={`${of(row)} ${currency}`}>{formatPrice(of(row), decimals)}</Figure>
    ),
  });
  const columns: readonly Column<NumberedTrade>[] = [
    {
      id: "number",
      label: "No.",
      sorts: (row) => row.number,
      fixed: true,
      className: "text-text-3",
      cell: (row) => formatCount(row.number),
    },
    {
      id: "opened",
      label: "Opened",
      head: `Opened, ${zone}`,
      sorts: (row) => Date.parse(row.openAt),
      phone: true,
      fixed: true,
      cell: (row) => (
        <button
          type="button"
          className={cn(LINK, "min-h-6")}
          aria-pressed={row.number === selected}
          onClick={() => onSelect(row.number)}
        >
          <Moment iso={row.openAt} format="dayClock" />
          <span className="sr-only">, trade {row.number} on the candles</span>
        </button>
      ),
    },
    {
      id: "closed",
      label: "Closed",
      sorts: (row) => Date.parse(row.closeAt),
      cell: (row) => <Moment iso={row.closeAt} format="dayClock" />,
    },
    { id: "held", label: "Held", right: true, sorts: heldMs, cell: (row) => formatAge(heldMs(row)) },
    { id: "symbol", label: "Market", sorts: (row) => row.symbol, cell: (row) => row.symbol },
    {
      id: "amount",
      label: "Amount",
      right: true,
      cell: (row) => formatAmount(row.amount),
    },
    price({ id: "entry", label: "Entry" }, (row) => row.openRate),
    price({ id: "exit", label: "Exit" }, (row) => row.closeRate),
    {
      id: "fees",
      label: "Fees",
      right: true,
      sorts: (row) => row.fees,
      cell: (row) => (
        <Figure full={`${row.fees} ${currency}`}>{formatPrice(row.fees, currencyDecimals(currency))}</Figure>
      ),
    },
    {
      id: "result",
      label: "P/L, net",
      right: true,
      sorts: (row) => row.profit,
      phone: true,
      cell: (row) => <ProfitLoss amount={row.profit} currency={currency} />,
    },
    {
      id: "ratio",
      label: "Return",
      right: true,
      sorts: (row) => row.profitRatio,
      cell: (row) => <ReturnRatio ratio={row.profitRatio} />,
    },
    { id: "reason", label: "Left by", phone: true, cell: (row) => exitWords(row.exitReason) },
  ];
  return several ? columns : columns.filter(({ id }) => id !== "symbol");
}
