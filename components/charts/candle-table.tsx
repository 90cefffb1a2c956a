"use client";
import type { ChartView } from "@/server/history/core/chart-view";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { formatAmount, formatPrice } from "../ui/format-number";
import { zoneLabels } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { useZone } from "../ui/zone";

type Line = ChartView["candles"][number] & { readonly acts: string };
type CandleTableProps = {
  readonly chart: ChartView;
  /** what the bot did in a candle, in words, by its first instant */
  readonly actsAt: ReadonlyMap<string, string>;
};

const idOf = (line: Line) => line.openAt;

/** The candles as figures, newest first, with what the bot did in each. */
export function CandleTable({ chart, actsAt }: CandleTableProps) {
  const zone = useZone();
  const [first, last] = [chart.candles[0], chart.candles.at(-1)];
  const names = first && last ? zoneLabels(first.openAt, last.openAt, zone) : zone;
  const lines = chart.candles
    .map((candle) => ({ ...candle, acts: actsAt.get(candle.openAt) ?? "" }))
    .reverse();
  const price = (label: string, of: (line: Line) => string): Column<Line> => ({
    id: label.toLowerCase(),
    label,
    right: true,
    phone: label === "Close",
    cell: (line) => formatPrice(of(line), chart.priceDecimals),
  });
  const columns: readonly Column<Line>[] = [
    {
      id: "opened",
      label: `Opened, ${names}`,
      phone: true,
      cell: (line) => <Moment iso={line.openAt} format="dayClock" />,
    },
    price("Open", (line) => line.open),
    price("High", (line) => line.high),
    price("Low", (line) => line.low),
    price("Close", (line) => line.close),
    { id: "volume", label: "Volume", right: true, cell: (line) => formatAmount(line.volume) },
    { id: "acts", label: "Trades", phone: true, cell: (line) => line.acts },
  ];
  return <DataTable label="Candles" rows={lines} columns={columns} idOf={idOf} fit="panel" />;
}
