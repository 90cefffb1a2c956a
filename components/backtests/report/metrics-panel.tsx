"use client";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { BASES, metricList } from "@/server/backtest/core/report/metric-list";
import { cn } from "../../ui/cn";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { PART, PART_TITLE } from "../../ui/part";
import { Explained } from "../shared/explained";
import { MetricFigure } from "../shared/metric-figure";

type MetricsProps = { readonly report: BacktestReport; readonly currency: string };

/** Every figure of the report under the label of what it is computed from. */
export function MetricsPanel({ report: { metrics }, currency }: MetricsProps) {
  return (
    <Panel title="All figures" asOf="labels say what from">
      <div className={cn(PANEL_BODY, "columns-[3_240px] gap-x-7")}>
        {BASES.map(({ basis, title, note }) => (
          <section key={basis} className={cn(PART, "border-0")}>
            <h3 className={PART_TITLE}>
              {title} <span>{note}</span>
            </h3>
            <dl>
              {metricList
                .filter((metric) => metric.basis === basis)
                .map((metric) => (
                  <div
                    key={metric.id}
                    className="grid min-h-[22px] break-inside-avoid grid-cols-[minmax(0,1fr)_auto] items-center gap-2 text-small"
                  >
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
