"use client";
import { GitCompareArrows, RotateCcw, Trash2 } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { BacktestReport, BacktestView } from "@/server/backtest/core/backtest-view";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { WorkState } from "../../shared/work-state";
import { Button, buttonStyles } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { Said } from "../../ui/field";
import { formatCount } from "../../ui/format-number";
import { Moment } from "../../ui/moment";
import { CancelButton } from "../shared/cancel-button";
import { isUnderWay } from "../shared/is-under-way";
import { PageHead } from "../shared/page-head";
import { KINDS } from "../shared/words";

// fetched when it is first opened
const DeleteDialog = dynamic(
  () => import("../shared/delete-dialog").then(({ DeleteDialog }) => DeleteDialog),
  { ssr: false },
);

// fetched when it is first opened
const CompareDialog = dynamic(() => import("./compare-dialog").then(({ CompareDialog }) => CompareDialog), {
  ssr: false,
});

type HeadProps = { readonly backtest: BacktestView };

/** What this backtest is, where its candles came from, how it stands, and what can be done with it. */
export function BacktestHead({ backtest }: HeadProps) {
  const { title, setup, kind, exchange, status, report, request } = backtest;
  return (
    <PageHead title={title} acts={<Acts backtest={backtest} />}>
      <p className="flex flex-wrap items-center gap-2 text-small text-text-2">
        <WorkState status={status} />
        <Chip>{KINDS[kind]}</Chip>
        {report ? <Prices source={report.candles.source} /> : null}
        <span>{exchangeLabel(exchange)}</span>
        <When backtest={backtest} />
      </p>
      <p className="text-small text-text-2">{setup}</p>
      {report ? <Tested candles={report.candles} wanted={request.to} /> : null}
      {report?.checks.lookAhead.ok === false ? <Said>{report.checks.lookAhead.words}</Said> : null}
      {report?.refused?.words ? <Said>{report.refused.words}</Said> : null}
    </PageHead>
  );
}

type TestedProps = { readonly candles: BacktestReport["candles"]; readonly wanted: string };

/** The candles that there were, which may end before the period that was asked for. */
function Tested({ candles: { count, missing, from, to }, wanted }: TestedProps) {
  const shortMs = Date.parse(wanted) - Date.parse(to);
  const stepMs = (Date.parse(to) - Date.parse(from)) / Math.max(1, count + missing);
  return (
    <p className="text-small text-text-2">
      {formatCount(count)} candles tested, <Moment iso={from} format="dayClock" /> to{" "}
      <Moment iso={to} format="dayClock" />
      {missing > 0 ? `, ${formatCount(missing)} missing` : ""}
      {shortMs > stepMs ? "; the prices end there" : ""}.
    </p>
  );
}

/** Simulated prices say nothing about an edge, so their name stands out. */
const Prices = ({ source }: { readonly source: string }): ReactNode => (
  <Chip tone={source.startsWith("live") ? undefined : "accent"} title="Where the candles came from">
    {source}
  </Chip>
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
      <Link className={buttonStyles({ kind: "primary" })} href={`/backtests?again=${id}`}>
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
