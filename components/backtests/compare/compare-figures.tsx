"use client";
import { Trophy } from "lucide-react";
import type { BacktestView } from "@/server/backtest/core/backtest-view";
import { BASES, type Metric, metricList } from "@/server/backtest/core/report/metric-list";
import { ChartKey } from "../../charts/chart-key";
import { fromScaled, toScaled } from "../../ui/decimal-text";
import { formatMoney, formatPercent, formatScore, MINUS, UNKNOWN } from "../../ui/format-number";
import { formatAge } from "../../ui/format-time";
import { Panel } from "../../ui/panel";
import { RowHead } from "../../ui/row-head";
import { ScrollBox } from "../../ui/scroll-box";
import { Table } from "../../ui/table";
import { currencyOf } from "../shared/currency-of";
import { Explained } from "../shared/explained";
import { MetricFigure } from "../shared/metric-figure";

type SidesProps = { readonly left: BacktestView; readonly right: BacktestView };

/** Every figure of both under its label, what A is more than B, and which is the better where that can be said. */
export function CompareFigures({ left, right }: SidesProps) {
  const sameMoney = currencyOf(left) === currencyOf(right);
  return (
    <Panel
      title="Figures"
      asOf={sameMoney ? "difference is A less B" : "money of two currencies is not compared"}
      actions={
        <ChartKey>
          <Trophy size={11} aria-hidden="true" />
          the better of two
        </ChartKey>
      }
    >
      <ScrollBox label="Figures, table">
        <Table>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" className="r">
                A
              </th>
              <th scope="col" className="r">
                B
              </th>
              <th scope="col" className="r">
                Difference
              </th>
            </tr>
          </thead>
          {BASES.map(({ basis, title, note }) => (
            <tbody key={basis}>
              <tr>
                <th
                  colSpan={4}
                  scope="rowgroup"
                  className="h-(--row-h) bg-inset font-semibold! text-text! [&>span]:text-micro [&>span]:font-normal [&>span]:text-text-3"
                >
                  {title} <span>{note}</span>
                </th>
              </tr>
              {metricList
                .filter((metric) => metric.basis === basis)
                .map((metric) => (
                  <Row key={metric.id} metric={metric} left={left} right={right} sameMoney={sameMoney} />
                ))}
            </tbody>
          ))}
        </Table>
      </ScrollBox>
    </Panel>
  );
}

type RowProps = SidesProps & { readonly metric: Metric; readonly sameMoney: boolean };

function Row({ metric, left, right, sameMoney }: RowProps) {
  const a = left.report ? metric.of(left.report.metrics) : null;
  const b = right.report ? metric.of(right.report.metrics) : null;
  const isMoney = metric.print === "money" || metric.print === "result";
  const difference = isMoney && !sameMoney ? null : minus(a, b);
  const better = betterOf(metric, difference);
  return (
    <tr>
      <RowHead>
        <Explained words={metric.words}>{metric.label}</Explained>
      </RowHead>
      <td className="r">
        {better === "A" ? <Better /> : null}
        <MetricFigure metric={metric} value={a} currency={currencyOf(left)} />
      </td>
      <td className="r">
        {better === "B" ? <Better /> : null}
        <MetricFigure metric={metric} value={b} currency={currencyOf(right)} />
      </td>
      <td className="r text-text-2">{differenceWords(metric, difference, currencyOf(left))}</td>
    </tr>
  );
}

const Better = () => (
  <>
    <Trophy size={11} className="mr-1 inline text-text-2" aria-hidden="true" />
    <span className="sr-only">better: </span>
  </>
);

function minus(a: string | null, b: string | null): string | null {
  const [x, y] = [a === null ? null : toScaled(a), b === null ? null : toScaled(b)];
  return x === null || y === null ? null : fromScaled(x - y);
}

function betterOf({ better }: Metric, difference: string | null): "A" | "B" | null {
  if (better === null || difference === null || (toScaled(difference) ?? 0n) === 0n) return null;
  return difference.startsWith("-") === (better === "lower") ? "A" : "B";
}

/** A difference of shares is in points of a percent, not in percent of one of them. */
function differenceWords({ print }: Metric, difference: string | null, currency: string): string {
  if (difference === null) return UNKNOWN;
  if (print === "money" || print === "result") return formatMoney(difference, currency, { signed: true });
  if (print === "ms") {
    const ms = Number(difference);
    return `${ms < 0 ? MINUS : "+"}${formatAge(Math.abs(ms))}`;
  }
  if (print === "count") return formatScore(difference, 0);
  if (print === "ratio") return formatScore(difference);
  // a depth is printed as a loss, and so is the difference of two
  const printed = print === "depth" ? fromScaled(-(toScaled(difference) ?? 0n)) : difference;
  return formatPercent(printed).replace("%", "pp");
}
