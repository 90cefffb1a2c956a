import type { BacktestOptions } from "../backtest-options";
import type { RefusedView } from "../backtest-view";
import type { RefusedEntries } from "../kernel/spot-market";
import { plainNumber } from "../plain-number";

/** How many signals to enter bought nothing, why, and what to change. */
export function toRefusedView(
  { funds, small }: RefusedEntries,
  { stake, wallet, fee, equityRatio, minNotional }: BacktestOptions,
): RefusedView {
  const words: string[] = [];
  if (funds > 0) {
    const needed = `a stake of ${plainNumber(stake)} needs ${plainNumber(stake * (1 + fee))} with its fee, of a wallet of ${plainNumber(wallet)} less what is invested or lost`;
    const why = equityRatio > 0 ? "the wallet's free cash does not reach the smallest order" : needed;
    const remedy = equityRatio > 0 ? "Raise the wallet." : "Lower the stake or raise the wallet.";
    words.push(`${entries(funds)} refused for want of funds: ${why}. ${remedy}`);
  }
  if (small > 0) {
    const least = minNotional > 0 ? `the smallest order of ${plainNumber(minNotional)}` : "one lot";
    words.push(`${entries(small)} refused as too small: they come to less than ${least}. Raise the stake.`);
  }
  return { funds, small, words: words.length === 0 ? null : words.join(" ") };
}

const entries = (count: number): string => (count === 1 ? "1 entry was" : `${count} entries were`);
