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
  const path = new Path(startingBalance, from);
  let low = -1;
  let deepest = 0;
  let found = { fall: 0, relative: 0, high: 0, cumulative: 0 };
  for (let index = 0; index < profits.length; index++) {
    path.next(profits[index] as number);
    const depth = by === "absolute" ? path.fall : path.relative;
    if (depth <= deepest || Number.isNaN(depth)) continue;
    deepest = depth;
    low = index;
    found = { fall: path.fall, relative: path.relative, high: path.high, cumulative: path.cumulative };
  }
  if (low < 0) return refuse("invalid", "No losing trade, therefore no drawdown.");
  return accept({
    absolute: found.fall,
    relative: finiteOrNull(found.relative),
    highIndex: placeOf(profits, found.high),
    lowIndex: low,
    highValue: found.high,
    lowValue: found.cumulative,
  });
}

/** The first trade after which so much was earned; −1: that was before any. */
function placeOf(profits: Sample, earned: number): number {
  let cumulative = 0;
  for (let index = 0; index < profits.length; index++) {
    cumulative += profits[index] as number;
    if (cumulative === earned) return index;
  }
  return -1;
}

/** Largest relative fall from any earlier high of the balance, 0 where there is none; a fraction. */
export function largestRelativeFall(profits: Sample, startingBalance: number, from: FirstHigh): number {
  const path = new Path(startingBalance, from);
  let most = 0;
  for (let index = 0; index < profits.length; index++) {
    path.next(profits[index] as number);
    most = Math.max(path.relative, most);
  }
  return most;
}

/** What was earned so far, trade by trade. */
class Path {
  cumulative = 0;
  high: number;
  fall = 0;
  relative = 0;

  constructor(
    private readonly startingBalance: number,
    from: FirstHigh,
  ) {
    this.high = from === "start" ? 0 : Number.NEGATIVE_INFINITY;
  }

  next(profit: number): void {
    this.cumulative += profit;
    this.high = Math.max(this.high, this.cumulative);
    this.fall = this.high - this.cumulative;
    this.relative = this.fall / (this.startingBalance + this.high);
  }
}
