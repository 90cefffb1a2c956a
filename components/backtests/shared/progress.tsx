"use client";
import type { BacktestProgress } from "@/server/backtest/core/backtest-view";
import { formatCount, formatPercent } from "../../ui/format-number";
import { formatAge } from "../../ui/format-time";

type ProgressProps = { readonly progress: BacktestProgress; readonly label: string };

const partOf = ({ done, total }: BacktestProgress): number =>
  total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;

/** How far a run is: a bar with its share in words. */
export function ProgressBar({ progress, label }: ProgressProps) {
  const percent = Math.round(partOf(progress) * 100);
  return (
    <div
      className="h-1.5 min-w-18 overflow-hidden rounded-full bg-line"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={`${percent} %, ${progress.step}`}
    >
      <i
        className="block h-full bg-accent [transition:width_var(--t-settle)_var(--ease-out)]"
        style={{ width: `${percent}%` }}
      />
    </div>
  );
}

/** "62 % · 1 240 of 2 000 · about 12 s left"; short: "62 % · 12 s". */
export function ProgressWords({
  progress,
  short = false,
}: {
  readonly progress: BacktestProgress;
  readonly short?: boolean;
}) {
  const { done, total, etaMs } = progress;
  const left = etaMs === null ? null : formatAge(Math.max(1_000, etaMs));
  const share = formatPercent(partOf(progress).toFixed(4), { signed: false, decimals: 0 });
  if (short) return <>{[share, left].filter(Boolean).join(" · ")}</>;
  return (
    <>
      {share}
      {total > 0 ? ` · ${formatCount(Math.min(done, total))} of ${formatCount(total)}` : ""}
      {left === null ? "" : ` · about ${left} left`}
    </>
  );
}
