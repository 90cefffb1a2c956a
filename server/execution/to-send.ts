// An intent on its way to SENT.
import type { ActionContext } from "@/server/audit/action-context";
import { type MarketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import type { EndCode } from "./core/end-code";
import type { Order } from "./core/order";
import type { OrderStep } from "./core/order-step";
import type { SeenFacts } from "./throttle/entry-throttle";

/** An intent whose turn has come; `overdueCode` says why it was not sent earlier, should it be too late now. */
export type ToSend = {
  readonly order: Order;
  readonly overdueCode: EndCode;
  /** what an entry was judged by when its turn was given; absent where nobody looked */
  readonly seen?: SeenFacts | null;
};
/** It is SENT by this token, and must go to the wire at once. */
export type Marked = { readonly token: bigint; readonly deadline: WallMs; readonly sentAt: WallMs };
/** The step to SENT, by this leader. */
export function sending(
  order: Order,
  { ctx, deadline }: { readonly ctx: ActionContext; readonly deadline: WallMs },
  fencingToken: bigint,
): OrderStep {
  const restUntil = restFromNow(order, ctx.marketNow);
  const extra = { sending: { fencingToken }, deadline, ...(restUntil === null ? {} : { restUntil }) };
  return { event: { kind: "sent" }, reason: "sent", extra };
}

/** A limit order rests as long as was planned, counted from when it goes out. */
const restFromNow = ({ restUntil, marketAt }: Order, now: MarketMs): MarketMs | null =>
  restUntil === null ? null : plusMs(now, Math.max(restUntil - marketAt, 0));
