"use client";
import type { ReactNode } from "react";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import type { Interval } from "@/server/backtest/core/metrics/bootstrap-interval";
import { formatCount, formatMoney, formatPercent, formatPrice } from "../../ui/format-number";
import { formatAge } from "../../ui/format-time";
import { ReturnRatio } from "../../ui/profit-loss";
import { Explained } from "../shared/explained";
import { figureText } from "../shared/figure-text";
import { MetricFigure } from "../shared/metric-figure";
import {
  cagr,
  exposure,
  feeDrag,
  type Metric,
  maxDrawdown,
  netResult,
  profitFactor,
  sharpe,
  tradeCount,
  winRate,
} from "../shared/metric-list";

type KpisProps = { readonly report: BacktestReport; readonly currency: string };

/** The nine figures of a report, each with what it is computed from. */
export function ReportKpis({ report: { metrics }, currency }: KpisProps) {
  const { trades, daily, equity, buyAndHold } = metrics;
  const bases: readonly (readonly [Metric, ReactNode])[] = [
    [
      netResult,
      <>
        <ReturnRatio ratio={figureText(trades.totalReturn)} />
        <span>holding {formatPercent(figureText(buyAndHold?.totalReturn ?? null))}</span>
      </>,
    ],
    [
      cagr,
      <span key="cagr">{daily.days === 1 ? "less than two days" : `${formatCount(daily.days)} days`}</span>,
    ],
    [sharpe, <span key="sharpe">{intervalWords(daily.sharpeInterval95)}</span>],
    [maxDrawdown, <span key="drawdown">longest {formatAge(equity.maxDrawdownMs)}</span>],
    [
      winRate,
      <span key="wins">
        {formatCount(trades.wins)} won, {formatCount(trades.losses)} lost
      </span>,
    ],
    [profitFactor, <span key="factor">payoff {formatPrice(figureText(trades.payoff), 2)}</span>],
    [tradeCount, <span key="trades">held {heldWords(trades.averageDurationMs)}</span>],
    [exposure, <span key="exposure">turnover {formatPrice(figureText(trades.turnover), 1)}×</span>],
    [
      feeDrag,
      <span key="fees">
        {formatMoney(trades.fees, currency)}, {ofGross(trades.feesOfGrossProfit)}
      </span>,
    ],
  ];
  return (
    <section aria-label="Key figures">
      <dl className="kpis bt-kpis">
        {bases.map(([metric, basis]) => (
          <ReportKpi key={metric.id} metric={metric} basis={basis}>
            <MetricFigure metric={metric} value={metric.of(metrics)} currency={currency} />
          </ReportKpi>
        ))}
      </dl>
    </section>
  );
}

type KpiProps = { readonly metric: Metric; readonly basis: ReactNode; readonly children: ReactNode };

function ReportKpi({ metric, basis, children }: KpiProps) {
  return (
    <div className="kpi">
      <dt>
        <Explained words={metric.words}>{metric.label}</Explained>{" "}
        <span className="bt-basis">{metric.basis}</span>
      </dt>
      <dd>
        <div className="figure">{children}</div>
        <div className="basis">{basis}</div>
      </dd>
    </div>
  );
}

/** Fees of what was won before them. */
function ofGross(part: number | null): string {
  if (part === null) return "nothing won before them";
  return part > 1 ? "more than was won" : `${share(part)} of gross`;
}

const share = (value: number) => formatPercent(figureText(value), { signed: false });

const heldWords = (ms: number | null): string => (ms === null ? "—" : formatAge(ms));

function intervalWords(interval: Interval | null): string {
  if (!interval) return "interval unknown";
  const print = (value: number) => formatPrice(figureText(value), 2);
  return `95 %: ${print(interval.low)} to ${print(interval.high)}`;
}
