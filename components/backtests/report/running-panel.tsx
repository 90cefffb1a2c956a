"use client";
import { CircleSlash, RotateCcw, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { BacktestView } from "@/server/backtest/core/backtest-view";
import { useNow } from "../../live/use-now";
import { buttonStyles } from "../../ui/button";
import { cn } from "../../ui/cn";
import { formatAge } from "../../ui/format-time";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { PanelEmpty } from "../../ui/panel-state";
import { ProgressBar, ProgressWords } from "../shared/progress";

type RunningProps = { readonly backtest: BacktestView };

/** What the worker does at this moment, how far it is, and how long still. */
export function RunningPanel({ backtest: { status, progress, title, startedAt } }: RunningProps) {
  const now = useNow();
  const queued = status === "queued";
  return (
    <Panel
      title={queued ? "Waiting for its turn" : "Running"}
      asOf={startedAt && now > 0 ? `for ${formatAge(now - Date.parse(startedAt))}` : undefined}
    >
      <div className={cn(PANEL_BODY, "grid gap-2")}>
        <ProgressBar progress={progress} label={`Progress of ${title}`} />
        <p className="flex flex-wrap justify-between gap-2 text-small" role="status">
          <span>{progress.step || (queued ? "Not begun" : "Reading the candles")}</span>
          <span className="text-text-2">
            <ProgressWords progress={progress} />
          </span>
        </p>
        <p className="text-small text-text-2">
          {queued
            ? "One backtest runs at a time. This one begins when those before it are over."
            : "The worker runs it apart from this page: leave or reload as you like."}{" "}
          The report appears here by itself.
        </p>
      </div>
    </Panel>
  );
}

/** Why there is no report, and the way to one. */
export function EndedPanel({ backtest: { id, status, statusReason } }: RunningProps) {
  const failed = status === "failed";
  return (
    <Panel title={failed ? "Failed" : "Cancelled"}>
      <PanelEmpty
        icon={failed ? TriangleAlert : CircleSlash}
        title={failed ? "This backtest failed" : "This backtest was cancelled"}
        action={
          <Link className={buttonStyles({ kind: "primary" })} href={`/backtests?again=${id}`}>
            <RotateCcw size={14} aria-hidden="true" />
            Run again…
          </Link>
        }
      >
        {statusReason ?? "No reason was written down."} Nothing else was touched. Run it again as it was, or
        change it first.
      </PanelEmpty>
    </Panel>
  );
}
