import type { OrderStepView } from "@/server/history/core/trade-view";
import { type MarketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, sumOf } from "@/server/kernel/money";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import { printAmount, printPercent, printPrice } from "./print-figure";

/** An order's whole history. Prices in quote per base, amounts in base. */
export type OrderHistory = {
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly limitPrice: Decimal | null;
  /** of a stop; null for any other */
  readonly triggerPrice: Decimal | null;
  readonly base: string;
  readonly quote: string;
  readonly amount: Decimal;
  readonly referencePrice: Decimal;
  readonly marketAt: MarketMs;
  readonly events: readonly {
    readonly to: OrderStatus;
    readonly detail: string;
    readonly marketAt: MarketMs;
  }[];
  readonly fills: readonly {
    readonly amount: Decimal;
    readonly price: Decimal;
    readonly fee: Decimal;
    readonly feeAsset: string;
    readonly liquidity: string;
    readonly marketAt: MarketMs;
  }[];
};

type Step = { readonly at: MarketMs; readonly words: string; readonly value: string };

/** The steps of an order's life, oldest first, times on the market clock: intent, answers, fills, end. */
export function toOrderSteps(history: OrderHistory): readonly OrderStepView[] {
  const price = history.limitPrice ?? history.triggerPrice;
  const intent: Step = {
    at: history.marketAt,
    words: "Intent written",
    value: `${history.type}, ${printAmount(history.amount)} ${history.base}${price ? ` at ${printPrice(price)}` : ""}`,
  };
  const fills = history.fills.map(
    (fill): Step => ({
      at: fill.marketAt,
      words: `Filled ${printAmount(fill.amount)}`,
      value: `at ${printPrice(fill.price)}`,
    }),
  );
  const steps = [intent, ...history.events.flatMap((event) => toStep(event, history) ?? [])];
  // a fill is told before the state it led to, and after everything that came before it
  const merged = fills.reduce<readonly Step[]>(insertFill, steps);
  return merged.map(({ at, words, value }) => ({ at: toDate(at).toISOString(), words, value }));
}

function insertFill(steps: readonly Step[], fill: Step): readonly Step[] {
  const place = steps.findIndex(
    (step) => step.at > fill.at || (step.at === fill.at && step.words.startsWith("Complete")),
  );
  return place === -1 ? [...steps, fill] : [...steps.slice(0, place), fill, ...steps.slice(place)];
}

function toStep(event: OrderHistory["events"][number], history: OrderHistory): Step | null {
  // its fills tell it better
  if (event.to === "partial" || event.to === "intent") return null;
  if (event.to === "filled") return { at: event.marketAt, ...completion(history) };
  return { at: event.marketAt, words: WORDS[event.to], value: event.detail };
}

const WORDS: { readonly [status in Exclude<OrderStatus, "intent" | "partial" | "filled">]: string } = {
  sent: "Sent",
  unknown: "No answer: looked up by its client id",
  ack: "Accepted by the venue",
  cancelled: "Cancelled",
  expired: "Expired",
  rejected: "Rejected by the venue",
};

function completion(history: OrderHistory): { readonly words: string; readonly value: string } {
  const amount = sumOf(history.fills.map((fill) => fill.amount));
  if (amount.isZero() || history.referencePrice.isZero()) return { words: "Complete", value: "" };
  const notional = sumOf(history.fills.map((fill) => fill.amount.times(fill.price)));
  const drift = notional.div(amount).div(history.referencePrice).minus(1);
  const slippage = history.side === "buy" ? drift : drift.negated();
  return { words: `Complete; slippage ${printPercent(slippage)}`, value: feeWords(history, notional) };
}

function feeWords({ fills, quote }: OrderHistory, notional: Decimal): string {
  const [first] = fills;
  if (!first || fills.some((fill) => fill.feeAsset !== first.feeAsset)) return "fees in several assets";
  const fee = sumOf(fills.map((fill) => fill.fee));
  const rate = first.feeAsset === quote ? ` ${printPercent(fee.div(notional))}` : "";
  return `fee ${printAmount(fee)} ${first.feeAsset}, ${first.liquidity}${rate}`;
}
