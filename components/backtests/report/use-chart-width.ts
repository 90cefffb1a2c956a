"use client";
import { useMemo, useState } from "react";
import type { BacktestReport, ReportTrade } from "@/server/backtest/core/backtest-view";
import { formatAge } from "../../ui/format-time";
import { useMedia } from "../../ui/use-media";
import { stepOf, widthsOf } from "./candle-parts";

/** The candles as they were tested, none joined. */
const TESTED = 0;
/** About as many candles as stand side by side. */
const IN_SIGHT = { desk: 120, phone: 36 };

/**
 * Which candles of a report are drawn, and how many of them as one. It opens on the strategy's own timeframe; wider
 * candles show more of the period, and a selected trade is shown as closely as the report has it.
 */
export function useChartWidth(report: BacktestReport, selected: ReportTrade | null) {
  const [chosen, setChosen] = useState<number | null>(null);
  const inSight = useMedia("(max-width: 760px)") ? IN_SIGHT.phone : IN_SIGHT.desk;
  // the newest as they were tested, where the whole had to be joined
  const { chart: whole, newest } = report;
  const detail = newest ?? whole;
  const wideMs = useMemo(() => stepOf(whole), [whole]);
  const widths = useMemo(
    () => [...(newest ? [TESTED] : []), ...widthsOf(whole.length, wideMs, inSight)],
    [newest, whole.length, wideMs, inSight],
  );
  const width = selected ? closest(selected, newest) : (chosen ?? widths[0] ?? 1);
  const chart = width === TESTED ? detail : whole;
  const stepMs = useMemo(() => stepOf(chart), [chart]);
  const options = widths.map((one) => ({
    value: String(one),
    label: formatAge(one === TESTED ? stepOf(detail) : one * wideMs),
  }));
  return { width, chart, stepMs, together: Math.max(1, width), options, choose: setChosen };
}

function closest({ openAt }: ReportTrade, newest: BacktestReport["newest"]): number {
  const [first] = newest ?? [];
  return first && Date.parse(openAt) >= Date.parse(first.at) ? TESTED : 1;
}
