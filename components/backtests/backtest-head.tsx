"use client";
import { GitCompareArrows, RotateCcw, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { BacktestView } from "@/server/backtest/core/backtest-view";
import { Button } from "../ui/button";
import { exchangeLabel } from "../ui/exchange-label";
import { Moment } from "../ui/moment";
import { BacktestState, isUnderWay } from "./backtest-status";
import { CancelButton } from "./cancel-button";
import { CompareDialog } from "./compare-dialog";
import { DeleteDialog } from "./delete-dialog";
import { KINDS } from "./words";

type HeadProps = { readonly backtest: BacktestView };

/** What this backtest is, where its candles came from, how it stands, and what can be done with it. */
export function BacktestHead({ backtest }: HeadProps) {
  const { title, kind, exchange, status, report } = backtest;
  return (
    <header className="bt-head">
      <div className="min-w-0">
        <h2 className="text-title font-semibold">
          <Link className="crumb-link" href="/backtests">
            Backtests
          </Link>{" "}
          / {title}
        </h2>
        <p className="flex flex-wrap items-center gap-2 text-small text-text-2">
          <BacktestState status={status} />
          <span className="chip">{KINDS[kind]}</span>
          {report ? <Prices source={report.candles.source} /> : null}
          <span>{exchangeLabel(exchange)}</span>
          <When backtest={backtest} />
        </p>
      </div>
      <Acts backtest={backtest} />
    </header>
  );
}

/** Simulated prices say nothing about an edge, so their name stands out. */
const Prices = ({ source }: { readonly source: string }): ReactNode => (
  <span
    className="chip"
    data-tone={source.startsWith("live") ? undefined : "accent"}
    title="Where the candles came from"
  >
    {source}
  </span>
);

function When({ backtest: { createdAt, startedAt, endedAt } }: HeadProps) {
  if (endedAt) {
    return (
      <span className="text-text-3">
        as of <Moment iso={endedAt} format="dayClock" />
      </span>
    );
  }
  return (
    <span className="text-text-3">
      {startedAt ? "began" : "asked"} <Moment iso={startedAt ?? createdAt} format="dayClock" />
    </span>
  );
}

function Acts({ backtest }: HeadProps) {
  const router = useRouter();
  const [open, setOpen] = useState<"delete" | "compare" | null>(null);
  const { id, title, status } = backtest;
  if (isUnderWay(status)) return <CancelButton id={id} title={title} />;
  return (
    <div className="flex flex-wrap gap-2">
      {status === "done" ? (
        <Button onClick={() => setOpen("compare")}>
          <GitCompareArrows size={14} aria-hidden="true" />
          Compare…
        </Button>
      ) : null}
      <Button onClick={() => setOpen("delete")}>
        <Trash2 size={14} aria-hidden="true" />
        Delete…
      </Button>
      <Link className="btn" data-kind="primary" href={`/backtests?again=${id}`}>
        <RotateCcw size={14} aria-hidden="true" />
        Run again…
      </Link>
      {open === "delete" ? (
        <DeleteDialog
          backtest={backtest}
          onClose={() => setOpen(null)}
          onDeleted={() => router.push("/backtests")}
        />
      ) : null}
      {open === "compare" ? <CompareDialog id={id} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}
