"use client";
import type { ReactNode } from "react";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { figureText } from "@/server/backtest/core/figure-text";
import type { Interval } from "@/server/backtest/core/metrics/bootstrap-interval";
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
} from "@/server/backtest/core/report/metric-list";
import { cn } from "../../ui/cn";
import { formatCount, formatMoney, formatPercent, formatPrice } from "../../ui/format-number";
import { formatAge } from "../../ui/format-time";
import { ReturnRatio } from "../../ui/profit-loss";
import { Explained } from "../shared/explained";
import { MetricFigure } from "../shared/metric-figure";

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
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line tablet:grid-cols-6 desk:grid-cols-10">
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

const TABLET_CELL = "tablet:col-span-2 tablet:px-(--pad-panel) tablet:pt-[9px] desk:last:col-span-4";
const FIGURE_SIZE =
  "text-[clamp(0.9375rem,4.6vw,var(--fs-figure))] max-tablet:group-first/kpi:text-hero max-tablet:group-first/kpi:leading-[1.15] tablet:text-figure desk:text-[clamp(0.9375rem,1.32vw,var(--fs-figure))]";

function ReportKpi({ metric, basis, children }: KpiProps) {
  return (
    <div className={cn("group/kpi min-w-0 bg-panel px-3 py-2 max-tablet:first:col-span-full", TABLET_CELL)}>
      <dt className="truncate text-small text-text-2 max-tablet:whitespace-normal">
        <Explained words={metric.words}>{metric.label}</Explained>{" "}
        <span className="ml-0.5 text-micro text-text-3">{metric.basis}</span>
      </dt>
      <dd>
        <div className={cn("leading-[1.3] font-medium tracking-[-0.015em] whitespace-nowrap", FIGURE_SIZE)}>
          {children}
        </div>
        <div className="flex flex-wrap gap-x-2 overflow-hidden text-micro whitespace-nowrap text-text-3 tablet:flex-nowrap tablet:gap-x-[7px] [&>*]:flex-none">
          {basis}
        </div>
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
