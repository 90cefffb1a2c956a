import type { Decimal } from "@/server/kernel/money";
import { maxOf, minOf, toStored, ZERO } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";

export type AccountKind = "funding" | "available" | "allocated" | "in_orders" | "conversion" | "fees";

/** One line of a ledger transaction: `amount` of `asset` into (or, below zero, out of) an account. */
export type Posting = {
  readonly kind: AccountKind;
  /** bot id for allocated and in_orders, "" for the rest */
  readonly botKey: string;
  readonly asset: string;
  readonly amount: Decimal;
};

const line = (kind: AccountKind, botKey: string, asset: string, amount: Decimal): Posting => ({
  kind,
  botKey,
  asset,
  amount,
});

/** Money from outside into the pool. */
export const depositPostings = (asset: string, amount: Decimal): readonly Posting[] => [
  line("funding", "", asset, amount.neg()),
  line("available", "", asset, amount),
];

/** From the pool to a bot; a negative amount gives back. */
export const allocationPostings = (botId: string, asset: string, amount: Decimal): readonly Posting[] => [
  line("available", "", asset, amount.neg()),
  line("allocated", botId, asset, amount),
];

/** From a bot's holding into its order; a negative amount releases. */
export const reservePostings = (botId: string, asset: string, amount: Decimal): readonly Posting[] => [
  line("allocated", botId, asset, amount.neg()),
  line("in_orders", botId, asset, amount),
];

export type TradeFacts = {
  readonly botId: string;
  readonly side: "buy" | "sell";
  readonly base: string;
  readonly quote: string;
  readonly amount: Decimal;
  readonly price: Decimal;
  /** below zero: the venue paid a rebate */
  readonly fee: Decimal;
  readonly feeAsset: string;
  /** what the order still holds back, in the asset it pays with */
  readonly reservedLeft: Decimal;
  /** the bot's free holding of that asset; what a trade costs beyond both comes from the pool. Absent: all the bot's */
  readonly freeLeft?: Decimal;
  /** of a fee in a coin that is neither base nor quote */
  readonly coin?: CoinFee;
};

/** What is known of the coin a fee was taken in: its fee in quote, null where it has no price, and what the pool holds. */
export type CoinFee = { readonly worth: Decimal | null; readonly inPool: Decimal };

/**
 * The postings of one fill. What is paid comes from the order's reservation first, then from the bot's holding, and
 * where a gap in the price took more than both, from the pool: the venue has taken it, so it has to be booked. A trade
 * passes through a conversion account per asset, fees go to a fees account in the asset they were taken in. A fee in a
 * third coin is the pool's, and the bot pays the pool what it is worth in quote. Sums to zero per asset.
 */
export function tradePostings(trade: TradeFacts): readonly Posting[] {
  const quoteAmount = toStored(trade.amount.times(trade.price));
  const buys = trade.side === "buy";
  const [paidAsset, paid] = buys ? [trade.quote, quoteAmount] : [trade.base, trade.amount];
  const [gotAsset, got] = buys ? [trade.base, trade.amount] : [trade.quote, quoteAmount];
  const feeOnPaid = trade.feeAsset === paidAsset ? trade.fee : ZERO;
  const feeOnGot = trade.feeAsset === gotAsset ? trade.fee : ZERO;
  const spent = paid.plus(feeOnPaid);
  const fromOrder = minOf(spent, maxOf(trade.reservedLeft, ZERO));
  const rest = spent.minus(fromOrder);
  const fromBot = trade.freeLeft ? minOf(rest, maxOf(trade.freeLeft, ZERO)) : rest;
  const quoteLeft = buys ? trade.freeLeft?.minus(fromBot) : quoteAmount;
  return [
    ...coinFeePostings(trade, quoteLeft),
    line("in_orders", trade.botId, paidAsset, fromOrder.neg()),
    line("allocated", trade.botId, paidAsset, fromBot.neg()),
    line("available", "", paidAsset, rest.minus(fromBot).neg()),
    line("conversion", "", paidAsset, paid),
    line("fees", "", paidAsset, feeOnPaid),
    line("conversion", "", gotAsset, got.neg()),
    line("allocated", trade.botId, gotAsset, got.minus(feeOnGot)),
    line("fees", "", gotAsset, feeOnGot),
  ].filter(({ amount }) => !amount.isZero());
}

/**
 * A fee in a coin that is neither base nor quote leaves the pool's holding of that coin. With a price the bot pays the pool
 * its worth in quote, as far as it has it, and the money put into the one currency moves to the other: what the coin lost
 * is the trade's cost, and the funds of each currency still add up with what it holds. Without a price it is a loss in the
 * coin itself. What the pool never knew of the coin was the venue's alone and counts as put in and gone.
 */
function coinFeePostings(trade: TradeFacts, quoteLeft: Decimal | undefined): readonly Posting[] {
  const { fee, feeAsset, quote, base, botId, coin } = trade;
  if (fee.isZero() || feeAsset === base || feeAsset === quote) return [];
  invariant(coin, `a fee in ${feeAsset}, of which nothing is known`);
  const fromPool = minOf(fee, maxOf(coin.inPool, ZERO));
  const taken = [line("available", "", feeAsset, fromPool.neg()), line("fees", "", feeAsset, fee)];
  if (!coin.worth) return [...taken, line("funding", "", feeAsset, fromPool.minus(fee))];
  const paid = quoteLeft ? minOf(coin.worth, maxOf(quoteLeft, ZERO)) : coin.worth;
  return [
    ...taken,
    line("funding", "", feeAsset, fromPool),
    line("conversion", "", feeAsset, fee.neg()),
    line("allocated", botId, quote, paid.neg()),
    line("available", "", quote, paid),
    line("funding", "", quote, coin.worth.neg()),
    line("conversion", "", quote, coin.worth),
  ];
}

/** What one fill takes out of the order's reservation: for releasing what is left when the order ends. */
export function spentByFill(
  trade: Omit<TradeFacts, "reservedLeft" | "freeLeft" | "botId" | "coin">,
): Decimal {
  const quoteAmount = toStored(trade.amount.times(trade.price));
  if (trade.side === "buy") return trade.feeAsset === trade.quote ? quoteAmount.plus(trade.fee) : quoteAmount;
  return trade.feeAsset === trade.base ? trade.amount.plus(trade.fee) : trade.amount;
}
