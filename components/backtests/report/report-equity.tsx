"use client";
import { LineChart } from "lucide-react";
import { useMemo, useState } from "react";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { figureText } from "@/server/backtest/core/figure-text";
import type { EquityPointView } from "@/server/portfolio/core/live-view";
import { EquityChart } from "../../charts/equity-chart";
import { EquityKeys } from "../../charts/equity-keys";
import { EquityTable } from "../../charts/equity-table";
import { negative } from "../../ui/decimal-text";
import { formatMoney, formatPercent } from "../../ui/format-number";
import { formatDate } from "../../ui/format-time";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { Segmented } from "../../ui/segmented";
import { useZone } from "../../ui/zone";

const VIEWS = [
  { value: "chart", label: "Chart" },
  { value: "table", label: "Table" },
] as const;

type EquityProps = { readonly report: BacktestReport; readonly currency: string };

/** The equity with its drawdowns shaded, against holding the same candles; of a walk-forward the stitched one. */
export function ReportEquity({ report, currency }: EquityProps) {
  const zone = useZone();
  const [view, setView] = useState<"chart" | "table">("chart");
  const points = useMemo(() => toPoints(report.equity), [report.equity]);
  const { candles, metrics } = report;
  const depth = figureText(metrics.equity.maxDrawdownRelative);
  return (
    <Panel
      title={report.walkForward ? "Equity out of sample" : "Equity"}
      asOf={
        <>
          {currency}, {formatDate(candles.from, zone)} to {formatDate(candles.to, zone)}
        </>
      }
      actions={
        <>
          <EquityKeys />
          <Segmented label="View" options={VIEWS} value={view} onChange={setView} />
        </>
      }
    >
      {points.length < 2 ? (
        <PanelEmpty icon={LineChart} title="No curve">
          There are fewer than two candles to draw. Choose a longer period.
        </PanelEmpty>
      ) : (
        <div className={PANEL_BODY}>
          {view === "table" ? (
            <EquityTable points={points} currency={currency} />
          ) : (
            <EquityChart
              points={points}
              currency={currency}
              base={metrics.startingBalance}
              deepest={depth === null ? null : negative(depth)}
              sentence={sentenceOf(report, currency)}
            />
          )}
        </div>
      )}
    </Panel>
  );
}

const toPoints = (equity: BacktestReport["equity"]): readonly EquityPointView[] =>
  equity.map(({ at, equity: value, hold }) => ({
    wallAt: at,
    marketAt: at,
    equity: value,
    buyAndHold: hold,
  }));

function sentenceOf({ equity, metrics, walkForward }: BacktestReport, currency: string): string {
  const last = equity.at(-1);
  const against = last?.hold ? `; holding would have ended at ${formatMoney(last.hold, currency)}` : "";
  return (
    `Equity${walkForward ? " out of sample" : ""} in ${currency}: from ${formatMoney(metrics.startingBalance, currency)} ` +
    `to ${formatMoney(last?.equity ?? null, currency)}, ${formatPercent(figureText(metrics.daily.totalReturn))}${against}. ` +
    `Deepest drawdown ${formatPercent(figureText(metrics.equity.maxDrawdownRelative), { signed: false })}.`
  );
}
