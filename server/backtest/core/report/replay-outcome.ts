import type { MarketInput } from "../kernel/run-markets";
import { runMarkets } from "../kernel/run-markets";
import type { RefusedEntries } from "../kernel/spot-market";
import type { WorkOutcome } from "../plan-work";
import { type Replay, readParams, replaySpan, rulesOfSet, signalsOfSpan, wholeSpan } from "../replay-span";
import { type CandleSpan, sliceColumns } from "../slice-columns";
import type { ParamSet } from "../sweep/param-space";
import { bestOf } from "../sweep/rank-sets";
import { type FlatTrade, toFlatTrades } from "./flat-trades";

/** One market of a backtest: its name and how it is replayed. */
export type NamedReplay = { readonly symbol: string; readonly replay: Replay };

/** The replay that a report shows: of a run its own, of a sweep the best set's, of a walk-forward all judged parts. */
export type ShownReplay = {
  readonly params: ParamSet;
  readonly trades: readonly FlatTrade[];
  /** closes of the candles in ms UTC, and the equity in quote at them */
  readonly at: Float64Array;
  readonly equity: Float64Array;
  /** the part of the first market's candles that it covers */
  readonly span: CandleSpan;
  readonly refused: RefusedEntries;
};

/** Replays what the search has found. Null when it found nothing to show. */
export function replayOutcome(markets: readonly NamedReplay[], outcome: WorkOutcome): ShownReplay | null {
  const [first] = markets;
  if (!first) return null;
  if (outcome.kind === "walk-forward") return stitch(first, outcome.windows);
  if (outcome.kind === "run") {
    return markets.length === 1
      ? replayWhole(first, {}, wholeSpan(first.replay))
      : replayTogether(markets, {});
  }
  const best = bestOf(outcome.tried);
  return best && replayWhole(first, best.set, outcome.span);
}

function replayWhole({ symbol, replay }: NamedReplay, set: ParamSet, span: CandleSpan): ShownReplay | null {
  const params = readParams(replay, set);
  if (!params.ok) return null;
  const equity = new Float64Array(span.until - span.from);
  const signals = signalsOfSpan(replay, params.value, span);
  const { wallet: cash } = replay.options;
  const { trades, refused } = replaySpan(replay, set, params.value, { span, signals, cash, equity });
  return {
    params: { ...(params.value as ParamSet), ...set },
    trades: toFlatTrades(symbol, trades, sliceColumns(replay.candles, span), replay.stepMs),
    at: closesOf(replay, span),
    equity,
    span,
    refused,
  };
}

function replayTogether(markets: readonly NamedReplay[], set: ParamSet): ShownReplay | null {
  const [first] = markets as readonly [NamedReplay];
  const params = readParams(first.replay, set);
  if (!params.ok) return null;
  const inputs = markets.flatMap(({ replay }): readonly MarketInput[] => {
    const span = wholeSpan(replay);
    const signals = signalsOfSpan(replay, params.value, span);
    return signals
      ? [{ candles: sliceColumns(replay.candles, span), signals, rules: rulesOfSet(replay, set) }]
      : [];
  });
  if (inputs.length < markets.length) return null;
  const run = runMarkets(inputs, first.replay.options.wallet);
  const trades = markets.flatMap(({ symbol, replay }, place) => {
    const own = run.trades[place];
    return own
      ? toFlatTrades(symbol, own, sliceColumns(replay.candles, wholeSpan(replay)), replay.stepMs)
      : [];
  });
  const span = wholeSpan(first.replay);
  const at = run.times.map((time) => time + first.replay.stepMs);
  const ordered = trades.sort((a, b) => a.closeAt - b.closeAt);
  return {
    params: { ...(params.value as ParamSet), ...set },
    trades: ordered,
    at,
    equity: run.equity,
    span,
    refused: run.refused,
  };
}

/**
 * The judged parts one after the other, each with the parameters fitted before it and the money left by the part before.
 * Positions are closed at the end of each part; a part without fitted parameters holds cash.
 */
function stitch(
  { symbol, replay }: NamedReplay,
  windows: readonly { readonly judge: CandleSpan; readonly best: { readonly set: ParamSet } | null }[],
): ShownReplay | null {
  const [first] = windows;
  const last = windows.at(-1);
  if (!first || !last) return null;
  const span = { from: first.judge.from, until: last.judge.until };
  const equity = new Float64Array(span.until - span.from);
  const trades: FlatTrade[] = [];
  let cash = replay.options.wallet;
  let refused: RefusedEntries = { funds: 0, small: 0 };
  for (const { judge, best } of windows) {
    const part = equity.subarray(judge.from - span.from, judge.until - span.from);
    const params = best && readParams(replay, best.set);
    if (!best || !params?.ok) {
      part.fill(cash);
      continue;
    }
    const signals = signalsOfSpan(replay, params.value, judge);
    const run = replaySpan(replay, best.set, params.value, { span: judge, signals, cash, equity: part });
    trades.push(...toFlatTrades(symbol, run.trades, sliceColumns(replay.candles, judge), replay.stepMs));
    cash = run.cash;
    refused = { funds: refused.funds + run.refused.funds, small: refused.small + run.refused.small };
  }
  return { params: replay.params, trades, at: closesOf(replay, span), equity, span, refused };
}

const closesOf = ({ candles, stepMs }: Replay, span: CandleSpan): Float64Array =>
  sliceColumns(candles, span).openAt.map((open) => open + stepMs);
