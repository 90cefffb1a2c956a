"use client";
import { CalendarDays } from "lucide-react";
import type { BacktestReport, MonthRow } from "@/server/backtest/core/backtest-view";
import { heatOf } from "../../shared/heat-of";
import { cn } from "../../ui/cn";
import { formatCount, formatMoney, formatPercent, percentSign } from "../../ui/format-number";
import { Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { SignMark } from "../../ui/profit-loss";
import { RowHead } from "../../ui/row-head";
import { ScrollBox } from "../../ui/scroll-box";
import { Table } from "../../ui/table";
import { heatCell, heatOf as shade } from "./heat";
import { yearReturn } from "./year-return";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

type MonthsProps = { readonly months: BacktestReport["months"]; readonly currency: string };

/** Returns by month and year: figures first, shade for the eye. */
export function MonthsPanel({ months, currency }: MonthsProps) {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))].sort();
  // months that no year has take no room
  const columns = [...new Set(months.map(({ month }) => Number(month.slice(5, 7))))].sort((a, b) => a - b);
  return (
    <Panel title="Months" asOf="of the equity at the start of each, UTC; an edge month may be a part of one">
      {months.length === 0 ? (
        <PanelEmpty icon={CalendarDays} title="No month yet">
          A month appears here as soon as a candle of it was replayed.
        </PanelEmpty>
      ) : (
        <ScrollBox label="Months, table">
          <Table className="[&_:is(td,th):not(:first-child)]:pl-1.5 [&_:is(td,th):not(:last-child)]:pr-1.5">
            <thead>
              <tr>
                <th scope="col">Year</th>
                {columns.map((number) => (
                  <th key={number} scope="col" className="r">
                    {MONTHS[number - 1]}
                  </th>
                ))}
                <th scope="col" className="r">
                  Year
                </th>
              </tr>
            </thead>
            <tbody>
              {years.map((year) => (
                <YearRow
                  key={year}
                  year={year}
                  columns={columns}
                  rows={months.filter(({ month }) => month.startsWith(year))}
                  currency={currency}
                />
              ))}
            </tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}

type YearProps = {
  readonly columns: readonly number[];
  readonly year: string;
  readonly rows: readonly MonthRow[];
  readonly currency: string;
};

function YearRow({ year, columns, rows, currency }: YearProps) {
  const byMonth = new Map(rows.map((row) => [Number(row.month.slice(5, 7)), row]));
  return (
    <tr>
      <RowHead>{year}</RowHead>
      {columns.map((number) => {
        const row = byMonth.get(number);
        const name = MONTHS[number - 1] ?? "";
        return row ? (
          <Cell
            key={number}
            ratio={row.returnRatio}
            title={`${name} ${year}: ${formatMoney(row.profit, currency, { signed: true })}, ${formatCount(row.trades)} trades, ${formatCount(row.wins)} won`}
          />
        ) : (
          <td key={number} />
        );
      })}
      <Cell ratio={yearReturn(rows)} title={`${year}: its months one after the other`} strong />
    </tr>
  );
}

type CellProps = { readonly ratio: string | null; readonly title: string; readonly strong?: boolean };

function Cell({ ratio, title, strong = false }: CellProps) {
  if (ratio === null) return <td className="r text-text-3">—</td>;
  return (
    <td className={cn(heatCell(), strong && "font-medium")} style={shade(heatOf(ratio))} title={title}>
      <SignMark sign={percentSign(ratio)} />
      {formatPercent(ratio)}
    </td>
  );
}
