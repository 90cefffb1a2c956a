"use client";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { cn } from "../ui/cn";
import { PANEL_BODY, Panel } from "../ui/panel";
import { Explained } from "./explained";
import { MetricFigure } from "./metric-figure";
import { type Basis, metricList } from "./metric-list";

export const BASES: readonly { readonly basis: Basis; readonly title: string; readonly note: string }[] = [
  { basis: "trade based", title: "Trade based", note: "from closed trades" },
  { basis: "daily", title: "Daily", note: "from the equity of each day" },
  { basis: "by candle", title: "By candle", note: "from the equity at each close" },
  { basis: "holding", title: "Holding", note: "the same candles" },
];

type MetricsProps = { readonly report: BacktestReport; readonly currency: string };

/** Every figure of the report under the label of what it is computed from. */
export function MetricsPanel({ report: { metrics }, currency }: MetricsProps) {
  return (
    <Panel title="All figures" asOf="labels say what from">
      <div className={cn(PANEL_BODY, "bt-all")}>
        {BASES.map(({ basis, title, note }) => (
          <section key={basis} className="why-part">
            <h3>
              {title} <span>{note}</span>
            </h3>
            <dl className="bt-figures">
              {metricList
                .filter((metric) => metric.basis === basis)
                .map((metric) => (
                  <div key={metric.id}>
                    <dt className="text-text-2">
                      <Explained words={metric.words}>{metric.label}</Explained>
                    </dt>
                    <dd>
                      <MetricFigure metric={metric} value={metric.of(metrics)} currency={currency} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Panel>
  );
}
