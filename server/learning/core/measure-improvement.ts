import { uniformStream } from "@/server/market/core/simulation/seeded-random";

/** Net returns of trades, fractions: of bots after learning changed them, and of the control group in the same time. */
export type TwoGroups = { readonly changed: readonly number[]; readonly control: readonly number[] };

export type Improvement = {
  readonly changed: { readonly trades: number; readonly mean: number | null };
  readonly control: { readonly trades: number; readonly mean: number | null };
  /** of the means, with 95 % between low and high; null with too few trades on a side */
  readonly difference: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly verdict: "better" | "worse" | "not_shown" | "too_few";
};

const TRADES_LEAST = 10;
const RESAMPLES = 1_000;
const TAIL = 0.025;

/** Whether changed bots do better than those that were left as they were: bootstrap of both groups (Efron 1979). */
export function measureImprovement({ changed, control }: TwoGroups, seed: number): Improvement {
  const sides = {
    changed: { trades: changed.length, mean: meanOf(changed) },
    control: { trades: control.length, mean: meanOf(control) },
  };
  if (changed.length < TRADES_LEAST || control.length < TRADES_LEAST)
    return { ...sides, difference: null, verdict: "too_few" };
  const uniform = uniformStream(seed);
  const again = (of: readonly number[]): number => {
    let sum = 0;
    for (let n = 0; n < of.length; n++) sum += of[Math.floor(uniform() * of.length)] as number;
    return sum / of.length;
  };
  const drawn = Array.from({ length: RESAMPLES }, () => again(changed) - again(control)).sort(
    (a, b) => a - b,
  );
  const low = drawn[Math.floor(TAIL * RESAMPLES)] as number;
  const high = drawn[Math.ceil((1 - TAIL) * RESAMPLES) - 1] as number;
  const mean = (sides.changed.mean ?? 0) - (sides.control.mean ?? 0);
  const verdict = low > 0 ? "better" : high < 0 ? "worse" : "not_shown";
  return { ...sides, difference: { mean, low, high }, verdict };
}

const meanOf = (of: readonly number[]): number | null =>
  of.length === 0 ? null : of.reduce((sum, one) => sum + one, 0) / of.length;
