import { normalScore } from "./distributions";

/** Half of the shift that is looked for, in standard deviations: a change of half of one is found soonest. */
const ALLOWANCE = 0.25;
/** A single trade counts for no more than this, in standard deviations: one gap is no drift. */
const SCORE_MOST = 3;
/** So many trades of its own have to be known before a bot is judged by them. */
export const DRIFT_TRADES_LEAST = 20;

export type Drift = {
  /** cumulative sums of trades that were worse, and better, than its own before, in standard deviations */
  readonly worse: number;
  readonly better: number;
  /** index of the first trade of the present run of worse ones; null while there is none */
  readonly since: number | null;
  /** mean of the trades since then; 0 while there are none */
  readonly meanSince: number;
  /** mean of all trades before then */
  readonly meanBefore: number;
};

/**
 * Whether the results of a bot's trades have moved from what they were: a self-starting CUSUM (Hawkins 1987; Hawkins and
 * Olwell 1998, chapter 7). Each trade is compared with the mean and spread of those before it alone, so that no
 * parameter of the bot has to be known; the comparison is Student's t, turned into a normal score. Two-sided: the upper
 * sum tells that it became better, which is nobody's fault.
 *
 * `results` are fractions of what was paid, oldest first. Sums begin at `from`: what lies before is only what it is
 * compared with.
 */
export function cusum(results: readonly number[], from: number): Drift {
  let [count, mean, squares] = [0, 0, 0];
  let [worse, better] = [0, 0];
  let since: number | null = null;
  let meanBefore = 0;
  results.forEach((result, index) => {
    if (count >= DRIFT_TRADES_LEAST && index >= from) {
      const score = scoreOf(result, { count, mean, squares });
      const next = Math.max(0, worse - score - ALLOWANCE);
      if (worse === 0 && next > 0) [since, meanBefore] = [index, mean];
      if (next === 0) since = null;
      worse = next;
      better = Math.max(0, better + score - ALLOWANCE);
    }
    count += 1;
    const step = result - mean;
    mean += step / count;
    squares += step * (result - mean);
  });
  return { worse, better, since, meanSince: meanOf(since === null ? [] : results.slice(since)), meanBefore };
}

type Moments = { readonly count: number; readonly mean: number; readonly squares: number };

function scoreOf(result: number, { count, mean, squares }: Moments): number {
  const spread = Math.sqrt(squares / (count - 1));
  if (spread === 0) return Math.sign(result - mean) * SCORE_MOST;
  const t = Math.sqrt(count / (count + 1)) * ((result - mean) / spread);
  return Math.max(-SCORE_MOST, Math.min(SCORE_MOST, normalScore(t, count - 1)));
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
