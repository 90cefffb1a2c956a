import { ZERO } from "@/server/kernel/money";
import type { BalanceChange, OrderChange, PaperOrder } from "./paper-order";

/** Ends an open order for that reason and gives back all that it holds. */
export function endOrder(
  order: PaperOrder,
  reason: string,
  { base, quote }: { readonly base: string; readonly quote: string },
): { readonly order: OrderChange; readonly changes: readonly BalanceChange[] } {
  const { type, filled, held, restingAt, queueAhead } = order;
  const asset = order.side === "buy" ? quote : base;
  return {
    order: { status: "canceled", reason, type, filled, held: ZERO, restingAt, queueAhead },
    changes: held.isZero() ? [] : [{ asset, free: held, used: held.neg() }],
  };
}
