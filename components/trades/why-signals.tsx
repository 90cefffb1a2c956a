"use client";
import { Fragment } from "react";
import type { WhyView } from "@/server/history/core/trade-view";
import type { SignalView } from "@/server/signals/core/signal-view";
import { Chip } from "../ui/chip";
import { decimalsOf } from "../ui/decimal-text";
import { formatPrice, formatReading, formatScore, UNKNOWN } from "../ui/format-number";
import { zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { useZone } from "../ui/zone";

type Decision = NonNullable<WhyView["decision"]>;

/** Who said what, how much it weighed, and what it added up to. */
export function WhySignals({ decision }: { readonly decision: Decision }) {
  const zone = useZone();
  const absent = decision.signals.filter((signal) => signal.state === "absent");
  const simulated = decision.signals.some((signal) => signal.state === "simulated");
  return (
    <section className="why-part">
      <h3>
        Signals
        <span>
          closed {decision.timeframe} candle <Moment iso={decision.slotAt} format="minute" />{" "}
          {zoneLabel(decision.slotAt, zone)} · {decision.strategy} v{decision.version}
        </span>
      </h3>
      <div className="signal signal-head" aria-hidden="true">
        <span>Source</span>
        <span className="weight text-right">Weight</span>
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
    <div className="signal" data-state={state}>
      <span className="font-medium">
        {sourceLabel(source)}
        <span className="tablet:hidden block text-micro font-normal text-text-3">
          weight {formatWeight(usedWeight)}
        </span>
      </span>
      <span className="weight text-right whitespace-nowrap">
        <span className="text-text-3">{formatWeight(defaultWeight)} →</span> {formatWeight(usedWeight)}
      </span>
      <div className="diverge" aria-hidden="true">
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
  return <i data-side={Number(value) < 0 ? "sell" : "buy"} style={{ width: `${size}%` }} />;
}

function ScoreRow({ decision }: { readonly decision: Decision }) {
  const score = Number(decision.score ?? 0);
  const threshold = Number(decision.threshold);
  const width = Math.min(50, Math.abs(score) * 50);
  return (
    <div className="signal signal-total">
      <span className="font-medium">Score</span>
      <span className="weight" />
      <div className="diverge" aria-hidden="true">
        <i data-total style={{ left: `${score < 0 ? 50 - width : 50}%`, width: `${width}%` }} />
        <u style={{ left: `${50 + Math.min(50, threshold * 50)}%` }} />
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
