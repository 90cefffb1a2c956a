import { hashOf, toUniform } from "@/server/market/core/simulation/seeded-random";
import type { CheckResult } from "../backtest-view";
import type { CandleColumns } from "../kernel/candle-columns";
import { sliceColumns } from "../slice-columns";
import { type AskSignals, differs, notRun } from "./check-look-ahead";

const STARTS = 24;
/** Candles compared from each start. */
const STRETCH = 250;
const NAMED_MAX = 20;

/**
 * Puts less history before: from instants drawn by the seed the strategy is given `history` candles, the number it says
 * it remembers, and from then on must say what it says with all candles before. A difference means that trading, which
 * begins with a bounded history, would act otherwise than the backtest.
 */
export function checkWarmUp(
  ask: AskSignals,
  candles: CandleColumns,
  history: number,
  seed: number,
): CheckResult {
  const { length } = candles.open;
  const room = length - history - 1;
  if (room < 1) {
    const words = `The period has ${length} candles and the strategy remembers ${history}: too few to check its warm-up.`;
    return notRun(words);
  }
  const known = ask(candles);
  const found: number[] = [];
  const starts = startsOf(room, seed);
  for (const start of starts) {
    const until = Math.min(length, start + history + STRETCH);
    const told = ask(sliceColumns(candles, { from: start, until }));
    // the candle at which the history is complete is the first that must agree
    for (let index = start + Math.max(history, 1) - 1; index < until; index++) {
      if (!differs(known, index, told, index - start)) continue;
      found.push(index);
      break;
    }
  }
  return toResult(found, starts.length, history, candles);
}

const startsOf = (room: number, seed: number): readonly number[] => [
  ...new Set(
    Array.from(
      { length: STARTS },
      (_, place) => 1 + Math.floor(((place + toUniform(hashOf(seed, 77, place))) / STARTS) * room),
    ).filter((start) => start <= room),
  ),
];

function toResult(
  found: readonly number[],
  looked: number,
  history: number,
  { openAt }: CandleColumns,
): CheckResult {
  const at = found.slice(0, NAMED_MAX).map((index) => new Date(openAt[index] as number).toISOString());
  if (found.length === 0) {
    const words = `Begun at ${looked} places with ${history} candles of history: every signal stayed the same.`;
    return { ok: true, ran: true, words, at, looked };
  }
  const words = `The warm-up is too short: from ${found.length} of ${looked} starts with ${history} candles of history the signals differ from those with more. Give the strategy a longer memory.`;
  return { ok: false, ran: true, words, at, looked };
}
