"use client";
import { cva } from "class-variance-authority";
import { Check, Minus, X } from "lucide-react";
import type { BacktestReport, CheckResult, MonteCarloReport } from "@/server/backtest/core/backtest-view";
import { cn } from "../../ui/cn";
import { negative } from "../../ui/decimal-text";
import { formatCount, formatPercent } from "../../ui/format-number";
import { formatDayClock } from "../../ui/format-time";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { LEDGER, PART, PART_TITLE } from "../../ui/part";
import { useZone } from "../../ui/zone";
import { Explained } from "../shared/explained";
import { pixelValue } from "../shared/pixel-value";
import { checksInWords, hasRun } from "./checks-in-words";

type ChecksProps = { readonly checks: BacktestReport["checks"] };

/** What was done to find out whether the result can be believed, in words. */
export function ChecksPanel({ checks: { lookAhead, warmUp, monteCarlo } }: ChecksProps) {
  return (
    <Panel title="Checks" asOf={checksInWords([lookAhead, warmUp])}>
      <div className={PANEL_BODY}>
        <CheckRow
          title="Look-ahead"
          note="The future is cut off; the signals before must not change."
          check={lookAhead}
        />
        <CheckRow
          title="Warm-up"
          note="More candles before the start; the signals must not change."
          check={warmUp}
        />
        <MonteCarlo report={monteCarlo} />
      </div>
    </Panel>
  );
}

type CheckRowProps = { readonly title: string; readonly note: string; readonly check: CheckResult };

function CheckRow({ title, note, check }: CheckRowProps) {
  const { ok, words, at } = check;
  const zone = useZone();
  const Icon = iconOf(check);
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        <Icon
          size={13}
          className={ok ? "self-center text-text-3" : "self-center text-warn"}
          aria-hidden="true"
        />
        <Explained words={note}>{title}</Explained>
        <span>{outcomeOf(check)}</span>
      </h3>
      <p className={ok ? "text-small text-text-2" : "text-small text-warn"}>{words}</p>
      {at.length === 0 ? null : (
        <details className="text-micro text-text-3">
          <summary>
            {formatCount(at.length)} {at.length === 1 ? "place" : "places"} where they differed
          </summary>
          {at.map((instant) => formatDayClock(instant, zone)).join(", ")}
        </details>
      )}
    </section>
  );
}

const iconOf = (check: CheckResult) => (hasRun(check) ? (check.ok ? Check : X) : Minus);

function outcomeOf(check: CheckResult): string {
  if (!hasRun(check)) return "could not run";
  const outcome = check.ok ? "passed" : "failed";
  if (check.looked === 0) return outcome;
  return `${outcome}, ${formatCount(check.looked)} ${check.looked === 1 ? "place" : "places"}`;
}

function MonteCarlo({ report }: { readonly report: MonteCarloReport | null }) {
  if (!report) {
    return (
      <section className={PART}>
        <h3 className={PART_TITLE}>
          <Minus size={13} className="self-center text-text-3" aria-hidden="true" />
          Monte Carlo <span>not run</span>
        </h3>
        <p className="text-small text-text-2">Fewer than ten trades: there is nothing to draw from.</p>
      </section>
    );
  }
  const { runs, seed, trades, totalReturn, maxDrawdown, lossRatio } = report;
  const share = (text: string) => formatPercent(text, { signed: false, decimals: 1 });
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        <Explained words="The trades are drawn again and again by chance. It shows how much of the result is their order and luck; it knows nothing of a changed market.">
          Monte Carlo
        </Explained>
        <span>
          {formatCount(runs)} runs of {formatCount(trades)} trades, seed {seed}
        </span>
      </h3>
      <p className="text-small text-text-2">
        {share(lossRatio)} of the runs ended below their start. Nine in ten ended between{" "}
        {formatPercent(totalReturn.p5)} and {formatPercent(totalReturn.p95)}, half above{" "}
        {formatPercent(totalReturn.p50)}. One in twenty fell by {share(maxDrawdown.p95)} or more on its way.
      </p>
      <Histogram report={report} />
      <Quantiles report={report} />
    </section>
  );
}

const barStyles = cva("min-h-px flex-1", {
  variants: {
    loss: {
      true: "border-t border-loss bg-[repeating-linear-gradient(135deg,var(--loss)_0_2px,transparent_2px_4px)]",
      false: "bg-text-2",
    },
  },
});

function Histogram({ report: { histogram, runs } }: { readonly report: MonteCarloReport }) {
  const most = Math.max(1, ...histogram.map((bar) => bar.runs));
  const first = histogram[0];
  const last = histogram.at(-1);
  if (!first || !last) return null;
  return (
    <>
      <div
        className="mt-2 flex h-16 items-end gap-px border-b border-line-strong"
        role="img"
        aria-label={`Final returns of ${formatCount(runs)} runs in ${histogram.length} bars, from ${formatPercent(first.upTo)} to ${formatPercent(last.upTo)}.`}
      >
        {histogram.map((bar) => (
          <i
            key={bar.upTo}
            className={barStyles({ loss: (pixelValue(bar.upTo) ?? 0) <= 0 })}
            style={{ height: `${(bar.runs / most) * 100}%` }}
            title={`up to ${formatPercent(bar.upTo)}: ${formatCount(bar.runs)} runs`}
          />
        ))}
      </div>
      <div className="flex justify-between text-micro text-text-3" aria-hidden="true">
        <span>{formatPercent(first.upTo, { decimals: 1 })}</span>
        <span>final return</span>
        <span>{formatPercent(last.upTo, { decimals: 1 })}</span>
      </div>
    </>
  );
}

const QUANTILES = [
  ["p5", "5 %"],
  ["p25", "25 %"],
  ["p50", "Half"],
  ["p75", "75 %"],
  ["p95", "95 %"],
] as const;

function Quantiles({ report: { totalReturn, maxDrawdown } }: { readonly report: MonteCarloReport }) {
  return (
    <table className={cn(LEDGER, "mt-2")}>
      <thead>
        <tr className="text-micro text-text-3">
          <th scope="col">Of the runs below</th>
          <th scope="col" className="text-right">
            Return
          </th>
          <th scope="col" className="text-right">
            Drawdown
          </th>
        </tr>
      </thead>
      <tbody>
        {QUANTILES.map(([name, label]) => (
          <tr key={name}>
            <th scope="row">{label}</th>
            <td>{formatPercent(totalReturn[name])}</td>
            <td>{formatPercent(negative(maxDrawdown[name]))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
