"use client";
import { cva } from "class-variance-authority";
import { Fragment } from "react";
import type { WhyView } from "@/server/history/core/trade-view";
import type { SignalView } from "@/server/signals/core/signal-view";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { decimalsOf } from "../ui/decimal-text";
import { formatPrice, formatReading, formatScore, UNKNOWN } from "../ui/format-number";
import { zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { PART, PART_TITLE } from "../ui/part";
import { useZone } from "../ui/zone";

const SIGNAL =
  "grid min-h-[22px] grid-cols-[70px_84px_minmax(60px,1fr)_176px_44px] items-center gap-2 text-small max-tablet:grid-cols-[78px_minmax(50px,1fr)_116px_42px]";

const WEIGHT = "max-tablet:hidden";

/** A track with its middle marked: sell to the left, buy to the right. */
const DIVERGE =
  "relative h-2 before:absolute before:inset-x-0 before:top-[3.5px] before:h-px before:bg-line after:absolute after:-top-[3px] after:left-1/2 after:h-3.5 after:w-px after:bg-text-3";

const barStyles = cva("absolute rounded-[1px]", {
  variants: {
    kind: {
      buy: "top-0 left-1/2 h-2 bg-profit",
      sell: "top-0 right-1/2 h-2 bg-loss",
      total: "top-px h-1.5 bg-text-2",
    },
  },
});

type Decision = NonNullable<WhyView["decision"]>;

/** Who said what, how much it weighed, and what it added up to. */
export function WhySignals({ decision }: { readonly decision: Decision }) {
  const zone = useZone();
  const absent = decision.signals.filter((signal) => signal.state === "absent");
  const simulated = decision.signals.some((signal) => signal.state === "simulated");
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Signals
        <span>
          closed {decision.timeframe} candle <Moment iso={decision.slotAt} format="minute" />{" "}
          {zoneLabel(decision.slotAt, zone)} · {decision.strategy} v{decision.version}
        </span>
      </h3>
      <div className={cn(SIGNAL, "text-micro text-text-3")} aria-hidden="true">
        <span>Source</span>
        <span className={cn(WEIGHT, "text-right")}>Weight</span>
        <span className="text-center">sell · buy</span>
        <span>Says</span>
        <span className="text-right">Adds</span>
      </div>
      {decision.signals.map((signal) => (
        <SignalRow key={signal.source} signal={signal} />
      ))}
      <ScoreRow decision={decision} />
      <Notes absent={absent} simulated={simulated} />
      <Indicators decision={decision} />
    </section>
  );
}

/** Default and used weight, diverging bar, words and what it adds. */
export function SignalRow({ signal }: { readonly signal: SignalView }) {
  const { source, state, defaultWeight, usedWeight, score, words, adds } = signal;
  return (
    <div className={cn(SIGNAL, state === "absent" && "text-text-3")}>
      <span className="font-medium">
        {sourceLabel(source)}
        <span className="tablet:hidden block text-micro font-normal text-text-3">
          weight {formatWeight(usedWeight)}
        </span>
      </span>
      <span className={cn(WEIGHT, "text-right whitespace-nowrap")}>
        <span className="text-text-3">{formatWeight(defaultWeight)} →</span> {formatWeight(usedWeight)}
      </span>
      <div className={DIVERGE} aria-hidden="true">
        <Bar value={score} weight={usedWeight} />
      </div>
      <span className="min-w-0">
        {words} {state === "simulated" ? <Chip tone="dashed">simulated</Chip> : null}
      </span>
      <span className="text-right font-medium">{formatScore(adds)}</span>
    </div>
  );
}

// Half of the track is a score of 1 at full weight: a bar's length is what the source adds.
function Bar({ value, weight }: { readonly value: string | null; readonly weight: string | null }) {
  if (value === null || weight === null) return null;
  const size = Math.min(50, Math.abs(Number(value) * Number(weight)) * 50);
  return (
    <i className={barStyles({ kind: Number(value) < 0 ? "sell" : "buy" })} style={{ width: `${size}%` }} />
  );
}

function ScoreRow({ decision }: { readonly decision: Decision }) {
  const score = Number(decision.score ?? 0);
  const threshold = Number(decision.threshold);
  const width = Math.min(50, Math.abs(score) * 50);
  return (
    <div className={cn(SIGNAL, "mt-0.5 border-t border-line pt-0.5")}>
      <span className="font-medium">Score</span>
      <span className={WEIGHT} />
      <div className={DIVERGE} aria-hidden="true">
        <i
          className={barStyles({ kind: "total" })}
          style={{ left: `${score < 0 ? 50 - width : 50}%`, width: `${width}%` }}
        />
        <u
          className="absolute -top-[3px] z-1 h-3.5 w-0.5 bg-text"
          style={{ left: `${50 + Math.min(50, threshold * 50)}%` }}
        />
      </div>
      <span className="text-text-2">threshold {formatScore(decision.threshold)}</span>
      <span className="text-right font-medium">
        {decision.score === null ? UNKNOWN : formatScore(decision.score)}
      </span>
    </div>
  );
}

type NotesProps = { readonly absent: readonly SignalView[]; readonly simulated: boolean };

function Notes({ absent, simulated }: NotesProps) {
  const gone = absent.map(
    (signal) =>
      `${sourceLabel(signal.source)} is absent: its ${formatWeight(signal.defaultWeight)} went to the others.`,
  );
  const words = [...(simulated ? ["Simulated counts on paper and weighs 0 in live."] : []), ...gone].join(
    " ",
  );
  return words ? <p className="mt-1 text-micro text-text-3">{words}</p> : null;
}

function Indicators({ decision }: { readonly decision: Decision }) {
  if (decision.indicators.length === 0) return null;
  return (
    <p className="mt-1 text-micro text-text-3">
      {decision.indicators.map((indicator, at) => (
        <Fragment key={indicator.name}>
          {at > 0 ? " · " : ""}
          {indicator.name} <span className="text-text-2">{indicatorText(indicator.value)}</span>
        </Fragment>
      ))}
    </p>
  );
}

const indicatorText = (value: string): string => formatReading(value);

const formatWeight = (weight: string | null): string =>
  weight === null ? UNKNOWN : formatPrice(weight, Math.min(3, Math.max(2, decimalsOf(weight))));

const SOURCES: { readonly [source: string]: string } = {
  technical: "Technical",
  regime: "Regime",
  fetchai: "Fetch.ai",
  llm: "LLM",
};

const sourceLabel = (source: string): string => SOURCES[source] ?? source;
