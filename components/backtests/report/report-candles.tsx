"use client";
import { CandlestickChart, RotateCcw } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { CandleChart } from "../../charts/candle-chart";
import type { CandleRow } from "../../charts/candle-rows";
import { ChartKey } from "../../charts/chart-key";
import { Button } from "../../ui/button";
import { formatCount, formatPrice } from "../../ui/format-number";
import { formatAge, formatDayClock } from "../../ui/format-time";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { Segmented } from "../../ui/segmented";
import { useZone } from "../../ui/zone";
import { candleParts, priceDecimalsOf } from "./candle-parts";
import type { NumberedTrade } from "./report-trades";
import { useChartWidth } from "./use-chart-width";

type CandlesProps = {
  readonly report: BacktestReport;
  readonly symbol: string;
  readonly trades: readonly NumberedTrade[];
  /** the trade to look at closely */
  readonly selected: NumberedTrade | null;
  readonly onAll: () => void;
};

/** The candles with every trade on them; wider candles show more of the period, one trade shows closely. */
export function ReportCandles({ report, symbol, trades, selected, onAll }: CandlesProps) {
  const zone = useZone();
  const [pointed, setPointed] = useState<CandleRow | null>(null);
  const onPoint = useCallback((row: CandleRow | null) => setPointed(row), []);
  const { width, chart, stepMs, together, options, choose } = useChartWidth(report, selected);
  const parts = useMemo(
    () =>
      candleParts({
        chart,
        trades: trades.filter((each) => each.symbol === symbol),
        together,
        selected,
      }),
    [chart, trades, symbol, together, selected],
  );
  const decimals = useMemo(() => priceDecimalsOf(report.chart), [report.chart]);
  const price = (value: number) => formatPrice(value.toFixed(decimals), decimals);
  return (
    <Panel
      title={symbol}
      asOf={
        pointed ? (
          <>
            {formatDayClock(new Date(pointed.atMs).toISOString(), zone)} · O {price(pointed.open)} H{" "}
            {price(pointed.high)} L {price(pointed.low)} C {price(pointed.close)}
          </>
        ) : selected ? (
          `trade ${formatCount(selected.number)}`
        ) : (
          `${report.candles.source} · ${formatCount(parts.places.length)} candles of ${formatAge(together * stepMs)}`
        )
      }
      actions={
        <>
          <ChartKey className="max-tablet:hidden">hollow = up, filled = down, shaded = in position</ChartKey>
          {selected ? (
            <Button size="small" onClick={onAll}>
              <RotateCcw size={12} aria-hidden="true" />
              All trades
            </Button>
          ) : options.length > 1 ? (
            <Segmented
              label="Width of a candle"
              options={options}
              value={String(width)}
              onChange={(value) => choose(Number(value))}
            />
          ) : null}
        </>
      }
    >
      {parts.places.length < 2 ? (
        <PanelEmpty icon={CandlestickChart} title="No candles">
          There are fewer than two candles to draw. Choose a longer period.
        </PanelEmpty>
      ) : (
        <div className={PANEL_BODY}>
          <CandleChart
            // another width or trade begins anew: what was dragged into sight belongs to the old one
            key={`${width} ${selected?.number}`}
            places={parts.places}
            // marks stand on their candles already: nothing is left to round
            frameMs={1}
            marks={parts.marks}
            holds={parts.holds}
            levels={parts.levels}
            decimals={decimals}
            fills
            sentence={`${formatCount(parts.places.length)} candles of ${symbol}, ${formatAge(together * stepMs)} each, ${report.candles.source}. ${parts.words} The table of trades has every figure.`}
            onPoint={onPoint}
          />
        </div>
      )}
    </Panel>
  );
}
