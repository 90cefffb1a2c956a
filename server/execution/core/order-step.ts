import type { MarketMs, WallMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, sumOf, ZERO } from "@/server/kernel/money";
import { spentByFill } from "@/server/ledger/core/posting";
import type { Order } from "./order";
import { isWorking, type OrderEvent } from "./order-state";

/** One step of an order along its state machine; what `extra` does not name stays as it is. */
export type OrderStep = {
  readonly event: OrderEvent;
  readonly reason: string;
  readonly extra?: {
    readonly venueOrderId?: string;
    readonly positionId?: string;
    readonly filledQuote?: Decimal;
    readonly deadline?: WallMs;
    readonly restUntil?: MarketMs;
    /** why it ends, as a code */
    readonly endCode?: string;
    /** the leader's token, where this step sends it */
    readonly sending?: { readonly fencingToken: bigint };
    /** when the call to its venue began, and when that answered; null: not readably */
    readonly wire?: { readonly at: WallMs; readonly answeredAt: WallMs | null };
  };
};

/** What a booked fill took out of its order's reservation. */
export type SpentFill = {
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
};

/** What the order still holds back after its booked fills; nothing once it has ended. */
export function reservedLeft(
  order: Pick<Order, "status" | "side" | "base" | "quote" | "reserved">,
  fills: readonly SpentFill[],
): Decimal {
  if (!isWorking(order.status)) return ZERO;
  const spent = sumOf(
    fills.map((fill) => spentByFill({ ...fill, side: order.side, base: order.base, quote: order.quote })),
  );
  return maxOf(order.reserved.minus(spent), ZERO);
}
