import type { OrderStatus } from "@/server/execution/core/order-state";
import type { OrderStepView } from "@/server/history/core/trade-view";
import { type MarketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, sumOf } from "@/server/kernel/money";
import { printAmount, printPercent, printPrice } from "./print-figure";

/** An order's whole road. Prices in quote per base, amounts in base. */
export type OrderRoad = {
  readonly side: "buy" | "sell";
  readonly type: string;
  /** null for a market order */
  readonly limitPrice: Decimal | null;
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
export function toOrderSteps(road: OrderRoad): readonly OrderStepView[] {
  const intent: Step = {
    at: road.marketAt,
    words: "Intent written",
    value: `${road.type}, ${printAmount(road.amount)} ${road.base}${road.limitPrice ? ` at ${printPrice(road.limitPrice)}` : ""}`,
  };
  const fills = road.fills.map(
    (fill): Step => ({
      at: fill.marketAt,
      words: `Filled ${printAmount(fill.amount)}`,
      value: `at ${printPrice(fill.price)}`,
    }),
  );
  const steps = [intent, ...road.events.flatMap((event) => toStep(event, road) ?? [])];
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

function toStep(event: OrderRoad["events"][number], road: OrderRoad): Step | null {
  // its fills tell it better
  if (event.to === "partial" || event.to === "intent") return null;
  if (event.to === "filled") return { at: event.marketAt, ...completion(road) };
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

function completion(road: OrderRoad): { readonly words: string; readonly value: string } {
  const amount = sumOf(road.fills.map((fill) => fill.amount));
  if (amount.isZero() || road.referencePrice.isZero()) return { words: "Complete", value: "" };
  const notional = sumOf(road.fills.map((fill) => fill.amount.times(fill.price)));
  const drift = notional.div(amount).div(road.referencePrice).minus(1);
  const slippage = road.side === "buy" ? drift : drift.negated();
  return { words: `Complete; slippage ${printPercent(slippage)}`, value: feeWords(road, notional) };
}

function feeWords({ fills, quote }: OrderRoad, notional: Decimal): string {
  const [first] = fills;
  if (!first || fills.some((fill) => fill.feeAsset !== first.feeAsset)) return "fees in several assets";
  const fee = sumOf(fills.map((fill) => fill.fee));
  const rate = first.feeAsset === quote ? ` ${printPercent(fee.div(notional))}` : "";
  return `fee ${printAmount(fee)} ${first.feeAsset}, ${first.liquidity}${rate}`;
}
