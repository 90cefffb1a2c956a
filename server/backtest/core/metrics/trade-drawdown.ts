import { accept, type Result, refuse } from "@/server/kernel/result";
import { finiteOrNull, type Sample } from "./sample-moments";

/** A fall of cumulative profit between two trades of a series. Money in its currency, `relative` a fraction. */
export type TradeDrawdown = {
  readonly absolute: number;
  /** at the low, of the balance at the high; without a balance of the profit at the high; null where that is 0 */
  readonly relative: number | null;
  readonly highIndex: number;
  readonly lowIndex: number;
  readonly highValue: number;
  readonly lowValue: number;
};

/**
 * What the first high is. "start": the balance before the first trade, so that a losing first trade is a drawdown.
 * "first-trade": the balance after it, as freqtrade 2024.10 has it, which does not see that loss.
 */
export type FirstHigh = "start" | "first-trade";

/**
 * The largest drawdown of a series of trades in closing order, chosen by its absolute or its relative depth. A balance
 * of 0 means unknown; a `highIndex` of −1 is the start. Refuses without trades and without a loss after a high, in the
 * reference's own words.
 */
export function findTradeDrawdown(
  profits: Sample,
  startingBalance: number,
  { by, from }: { readonly by: "absolute" | "relative"; readonly from: FirstHigh },
): Result<TradeDrawdown> {
  if (profits.length === 0) return refuse("invalid", "Trade dataframe empty.");
  const path = pathOf(profits, startingBalance, from);
  let low = -1;
  let deepest = 0;
  path.forEach(({ fall, relative }, index) => {
    const depth = by === "absolute" ? fall : relative;
    if (depth > deepest) {
      deepest = depth;
      low = index;
    }
  });
  const at = path[low];
  if (!at) return refuse("invalid", "No losing trade, therefore no drawdown.");
  const highIndex = path.findIndex(({ cumulative }) => cumulative === at.high);
  return accept({
    absolute: at.fall,
    relative: finiteOrNull(at.relative),
    highIndex,
    lowIndex: low,
    highValue: at.high,
    lowValue: at.cumulative,
  });
}

/** Largest relative fall from any earlier high of the balance, 0 where there is none; a fraction. */
export function largestRelativeFall(profits: Sample, startingBalance: number, from: FirstHigh): number {
  return pathOf(profits, startingBalance, from).reduce((most, { relative }) => Math.max(relative, most), 0);
}

function pathOf(profits: Sample, startingBalance: number, from: FirstHigh) {
  let cumulative = 0;
  let high = from === "start" ? 0 : Number.NEGATIVE_INFINITY;
  return Array.from(profits, (profit) => {
    cumulative += profit;
    high = Math.max(high, cumulative);
    return {
      cumulative,
      high,
      fall: high - cumulative,
      relative: (high - cumulative) / (startingBalance + high),
    };
  });
}
