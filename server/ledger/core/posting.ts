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
  readonly fee: Decimal;
  readonly feeAsset: string;
  /** what the order still holds back, in the asset it pays with */
  readonly reservedLeft: Decimal;
  /** the bot's free holding of that asset; what a trade costs beyond both comes from the pool. Absent: all the bot's */
  readonly freeLeft?: Decimal;
};

/**
 * The postings of one fill. What is paid comes from the order's reservation first, then from the bot's holding, and
 * where a gap in the price took more than both, from the pool: the venue has taken it, so it has to be booked. A trade passes through a conversion account per asset, fees go to a fees account in the asset they were taken in.
 * Sums to zero per asset.
 */
export function tradePostings(trade: TradeFacts): readonly Posting[] {
  const quoteAmount = toStored(trade.amount.times(trade.price));
  const buys = trade.side === "buy";
  const [paidAsset, paid] = buys ? [trade.quote, quoteAmount] : [trade.base, trade.amount];
  const [gotAsset, got] = buys ? [trade.base, trade.amount] : [trade.quote, quoteAmount];
  invariant(
    [paidAsset, gotAsset].includes(trade.feeAsset) || trade.fee.isZero(),
    `fee in ${trade.feeAsset}, a third asset`,
  );
  const feeOnPaid = trade.feeAsset === paidAsset ? trade.fee : ZERO;
  const feeOnGot = trade.feeAsset === gotAsset ? trade.fee : ZERO;
  const spent = paid.plus(feeOnPaid);
  const fromOrder = minOf(spent, maxOf(trade.reservedLeft, ZERO));
  const rest = spent.minus(fromOrder);
  const fromBot = trade.freeLeft ? minOf(rest, maxOf(trade.freeLeft, ZERO)) : rest;
  return [
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

/** What one fill takes out of the order's reservation: for releasing what is left when the order ends. */
export function spentByFill(trade: Omit<TradeFacts, "reservedLeft" | "freeLeft" | "botId">): Decimal {
  const quoteAmount = toStored(trade.amount.times(trade.price));
  if (trade.side === "buy") return trade.feeAsset === trade.quote ? quoteAmount.plus(trade.fee) : quoteAmount;
  return trade.feeAsset === trade.base ? trade.amount.plus(trade.fee) : trade.amount;
}
