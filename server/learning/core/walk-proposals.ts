import { bootstrapInterval, usualBlock } from "@/server/backtest/core/metrics/bootstrap-interval";
import type { CandleSpan } from "@/server/backtest/core/slice-columns";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import type { Proposal } from "./draw-proposals";
import { type Genome, turn } from "./knobs";
import { type Ground, type Replayed, replayGenome } from "./replay-genome";

/** What a night knows of a proposal. Fractions of the capital. */
export type ProposalEvidence = {
  readonly candles: number;
  /** evaluations on data that was fitted on */
  readonly tried: number;
  /** the best in the last window, and the present, on the data it was chosen by */
  readonly fitted: { readonly now: number; readonly best: number } | null;
  /** both on the data after that, over all windows; `low` and `high` bound the mean difference of a stretch at 95 % */
  readonly judged: {
    readonly now: number;
    readonly best: number;
    readonly stretches: number;
    readonly meanDifference: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** why not; null: adopt */
  readonly refused: "no_reach" | "few_candles" | "few_trades" | "not_better" | "cut" | null;
};

export type Walked = { readonly proposal: Proposal | null; readonly evidence: ProposalEvidence };

/** Fit on the first part, judge on the next: ends of both as shares of the candles. What was judged is fitted on later. */
const WINDOWS = [
  { fit: 0.4, judge: 0.6 },
  { fit: 0.6, judge: 0.8 },
  { fit: 0.8, judge: 1 },
] as const;
const CANDLES_LEAST = 500;
const TRADES_LEAST = 5;
const STRETCHES = 60;
/** the difference must lie above zero: by the lower end of this interval, as most stretches differ by nothing at all */
const LEVEL = 0.95;
const RESAMPLES = 1_000;
/** stretches in which the two differ at all: a bootstrap of fewer is too sure of itself */
const DIFFERING_LEAST = 12;

/**
 * Chooses the best of a night's proposals on one stretch of candles and judges it on the next, three times over: adopted is
 * the choice of the last window, and only if what was chosen so beats the present where nothing was fitted, by the stationary
 * bootstrap of the paired differences (Politis and Romano 1994), and in each window by itself. In steps, one evaluation each; told
 * `true`, it ends without a proposal. Nothing but its arguments decides.
 */
export function* walkProposals(
  ground: Ground,
  present: Genome,
  proposals: readonly Proposal[],
  seed: number,
): Generator<void, Walked, boolean> {
  const candles = ground.candles.open.length;
  const nothing = (refused: ProposalEvidence["refused"], tried = 0): Walked => ({
    proposal: null,
    evidence: { candles, tried, fitted: null, judged: null, refused },
  });
  if (proposals.length === 0) return nothing("no_reach");
  if (candles < CANDLES_LEAST) return nothing("few_candles");
  const block = Math.max(1, Math.floor((candles * 0.6) / STRETCHES));
  const windows: Chosen[] = [];
  let tried = 0;
  for (const { fit, judge } of WINDOWS) {
    const split = Math.floor(candles * fit);
    const spans = {
      before: { from: 0, until: split },
      after: { from: split, until: Math.floor(candles * judge) },
    };
    const best = yield* fitWindow(ground, present, proposals, { span: spans.before, block });
    tried += proposals.length;
    if (best === "cut") return nothing("cut", tried);
    const chosen = best && judgeWindow(ground, present, best, { ...spans, block });
    if (!chosen) return nothing("few_trades", tried);
    windows.push(chosen);
  }
  return judgeWindows(windows, { candles, tried, seed });
}

type Best = { readonly proposal: Proposal; readonly made: Replayed };

/** The best of the proposals on a stretch; null where none trades enough there. */
function* fitWindow(
  ground: Ground,
  present: Genome,
  proposals: readonly Proposal[],
  { span, block }: { readonly span: CandleSpan; readonly block: number },
): Generator<void, Best | "cut" | null, boolean> {
  let best: Best | null = null;
  for (const proposal of proposals) {
    if (yield) return "cut";
    const made = replayGenome(ground, turn(present, proposal), span, block);
    if (made && made.trades >= TRADES_LEAST && made.totalReturn > (best?.made.totalReturn ?? -1))
      best = { proposal, made };
  }
  return best;
}

/** The choice and the present, on what it was chosen by and on what followed. */
function judgeWindow(
  ground: Ground,
  present: Genome,
  best: Best,
  {
    before,
    after,
    block,
  }: { readonly before: CandleSpan; readonly after: CandleSpan; readonly block: number },
): Chosen | null {
  const now = replayGenome(ground, present, before, block);
  const unchanged = replayGenome(ground, present, after, block);
  const changed = replayGenome(ground, turn(present, best.proposal), after, block);
  return now && unchanged && changed ? { ...best, now, unchanged, changed } : null;
}

type Chosen = {
  readonly proposal: Proposal;
  /** on what it was chosen by: it, and the present */
  readonly made: Replayed;
  readonly now: Replayed;
  /** on what followed */
  readonly changed: Replayed;
  readonly unchanged: Replayed;
};

function judgeWindows(
  windows: readonly Chosen[],
  { candles, tried, seed }: { readonly candles: number; readonly tried: number; readonly seed: number },
): Walked {
  const last = windows.at(-1) as Chosen;
  const differences = Float64Array.from(
    windows.flatMap(({ changed, unchanged }) =>
      changed.returns.map((made, place) => made - (unchanged.returns[place] ?? 0)),
    ),
  );
  const plan = { meanBlock: usualBlock(differences.length), resamples: RESAMPLES, level: LEVEL };
  const interval = bootstrapInterval(differences, meanOf, plan, uniformStream(seed));
  const sum = (of: (one: Chosen) => number) => windows.reduce((total, one) => total + of(one), 0);
  const trades = sum(({ unchanged, changed }) => Math.max(unchanged.trades, changed.trades));
  const differing = differences.filter((one) => one !== 0).length;
  const better =
    interval !== null &&
    interval.low > 0 &&
    differing >= DIFFERING_LEAST &&
    last.made.totalReturn > last.now.totalReturn &&
    windows.every(({ changed, unchanged }) => changed.totalReturn > unchanged.totalReturn);
  const refused = trades < TRADES_LEAST ? "few_trades" : better ? null : "not_better";
  return {
    proposal: refused === null ? last.proposal : null,
    evidence: {
      candles,
      tried,
      fitted: { now: last.now.totalReturn, best: last.made.totalReturn },
      judged: interval && {
        now: sum(({ unchanged }) => unchanged.totalReturn),
        best: sum(({ changed }) => changed.totalReturn),
        stretches: differences.length,
        meanDifference: meanOf(differences),
        low: interval.low,
        high: interval.high,
      },
      refused,
    },
  };
}

const meanOf = (sample: Float64Array): number =>
  sample.reduce((sum, one) => sum + one, 0) / Math.max(1, sample.length);
