// What an order test did in an account: its orders are ours, and no order of a bot.
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { AssetLine } from "./compare-account";
import { type LineMemory, roundingOf } from "./plan-line";

/** One order test of an account, by what it may have sent. */
export type OwnTest = {
  readonly testId: string;
  readonly symbol: string;
  /** also the smallest buy and sell */
  readonly trades: boolean;
  readonly isOver: boolean;
  readonly orders: readonly { readonly clientOrderId: string; readonly side: "buy" | "sell" }[];
};

/** An order of a test as the venue tells it. */
export type TestOrder = { readonly side: "buy" | "sell"; readonly found: VenueOrder };

/** What the trades of a test moved, by asset: what came in, below zero what went out, fees taken off. */
export function movedByTest(symbol: string, orders: readonly TestOrder[]): ReadonlyMap<string, Decimal> {
  const [base = "", quote = ""] = symbol.split("/");
  const moved = new Map<string, Decimal>();
  const add = (asset: string, amount: Decimal) => moved.set(asset, (moved.get(asset) ?? ZERO).plus(amount));
  for (const { side, found } of orders)
    for (const { amount, price, fee } of found.trades) {
      const sign = side === "buy" ? 1 : -1;
      add(base, amount.times(sign));
      add(quote, amount.times(price).times(-sign));
      add(fee.asset, fee.amount.neg());
    }
  return new Map([...moved].filter(([, amount]) => !amount.isZero()));
}

/**
 * Whether the lines of an account differ by exactly what a test moved: then it is the test's, and nothing else is open in
 * those assets. An account whose owner took it over after the test does not differ by it, and nothing is booked twice.
 */
export function isExplainedBy(
  moved: ReadonlyMap<string, Decimal>,
  lines: readonly AssetLine[],
  memory: ReadonlyMap<string, Pick<LineMemory, "accepted">>,
): boolean {
  const openOf = (line: AssetLine) => line.difference.minus(memory.get(line.asset)?.accepted ?? ZERO);
  return (
    moved.size > 0 &&
    [...moved].every(([asset, amount]) => {
      const line = lines.find((one) => one.asset === asset);
      return line !== undefined && openOf(line).minus(amount).abs().lte(roundingOf(line));
    })
  );
}
