import type { Refused } from "@/server/exchange/simulator/core/sim-order";
import type { Answer } from "@/server/exchange/simulator/http/wire";

/** Everything comes in an envelope; what went wrong is told by its code, most of it with status 200. */
export const data = (value: unknown): Answer => ({ status: 200, body: { code: "200000", data: value } });
export const failure = (code: string, msg: string, status = 200): Answer => ({ status, body: { code, msg } });

export const noPair = (): Answer => failure("400600", "validation.createOrder.symbolNotAvailable");
export const noOrder = (): Answer => failure("400100", "order not exist.");
export const noCancel = (): Answer => failure("400100", "order_not_exist_or_not_allow_to_cancel");

const refusals: { readonly [refused in Refused]: readonly [code: string, msg: string] } = {
  unknown_market: ["400600", "validation.createOrder.symbolNotAvailable"],
  closed_market: ["400200", "Forbidden to place an order"],
  no_amount: ["400100", "Order size below the minimum requirement."],
  off_lot: ["400100", "Order size increment invalid."],
  off_tick: ["400100", "Price increment invalid."],
  below_amount: ["400100", "Order size below the minimum requirement."],
  below_cost: ["400100", "Order size below the minimum requirement."],
  would_take: ["400100", "Post only: part of the order would pay the taker fee."],
  stop_now: ["400100", "The stop price would trigger immediately."],
  duplicate: ["400100", "The clientOid is already in use."],
  funds: ["200004", "Balance insufficient!"],
  asked: ["400200", "Forbidden to place an order"],
};

export const refusal = (refused: Refused): Answer => failure(...refusals[refused]);
