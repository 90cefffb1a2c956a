import type { MarketMs } from "@/server/kernel/clock";
import type { BotFacts, Measure, Sample } from "./bot-facts";

/** What is remembered of a bot from one look to the next. */
export type BotWatch = {
  readonly botId: string;
  readonly versionId: string;
  readonly watchedFrom: MarketMs;
  readonly invested: number;
  readonly capitalFrom: MarketMs;
  readonly samples: readonly Sample[];
  readonly lookedAt: MarketMs;
};

const HOUR_MS = 3_600_000;
/** What was put in moves by rounding, never by this share. */
const CAPITAL_MOVED = 0.01;

type Seen = {
  readonly botId: string;
  readonly versionId: string;
  readonly at: MarketMs;
  /** null where a price is missing */
  readonly profit: number | null;
  readonly invested: number | null;
};

/** The memory with one more look. A new bot, or a new version of it, is watched from now on. */
export function afterLook(known: BotWatch | null, seen: Seen): BotWatch {
  const { botId, versionId, at, profit, invested } = seen;
  const isNew = known === null || known.versionId !== versionId;
  const isMoved =
    known === null ||
    (invested !== null && Math.abs(invested - known.invested) > CAPITAL_MOVED * Math.abs(known.invested));
  // a clock that starts anew for another market leaves nothing of the old one behind
  const kept = (known?.samples ?? []).filter((one) => one.at > at - HOUR_MS && one.at < at);
  return {
    botId,
    versionId,
    watchedFrom: isNew ? at : known.watchedFrom,
    invested: isMoved ? (invested ?? 0) : known.invested,
    capitalFrom: isMoved ? at : known.capitalFrom,
    samples: profit === null ? kept : [...kept, { at, profit }],
    lookedAt: at,
  };
}

/** What the checks read of it. */
export const factsOf = (
  watch: BotWatch,
  q: Pick<BotFacts, "candleMs" | "currency" | "fall" | "trades"> & { readonly hasPrice: boolean },
): BotFacts => ({
  at: watch.lookedAt,
  watchedFrom: watch.watchedFrom,
  capitalSince: watch.capitalFrom,
  candleMs: q.candleMs,
  currency: q.currency,
  invested: watch.invested,
  samples: q.hasPrice ? watch.samples : [],
  fall: q.fall,
  trades: q.trades,
});

/** The figures of a look as they are kept for the page, by check. */
export type KeptMeasures = {
  readonly [check: string]: {
    readonly value: number | null;
    readonly limit: number;
    readonly unit: Measure["unit"];
  };
};

export const keptMeasures = (
  measures: readonly (Pick<Measure, "value" | "limit" | "unit"> & { readonly check: string })[],
): KeptMeasures =>
  Object.fromEntries(measures.map(({ check, value, limit, unit }) => [check, { value, limit, unit }]));
