import type { Refused } from "@/server/exchange/simulator/core/sim-order";
import type { Answer } from "@/server/exchange/simulator/http/wire";

/** Kraken answers 200 whatever it says. */
export const failed = (...error: string[]): Answer => ({ status: 200, body: { error } });
export const result = (value: unknown): Answer => ({ status: 200, body: { error: [], result: value } });

const refusals: { readonly [refused in Refused]: string } = {
  unknown_market: "EQuery:Unknown asset pair",
  closed_market: "EService:Market in cancel_only mode",
  no_amount: "EGeneral:Invalid arguments:volume",
  off_lot: "EGeneral:Invalid arguments:volume",
  off_tick: "EOrder:Invalid price",
  below_amount: "EGeneral:Invalid arguments:volume minimum not met",
  below_cost: "EOrder:Cost minimum not met",
  would_take: "EOrder:Post only order",
  stop_now: "EOrder:Invalid price",
  duplicate: "EOrder:cl_ord_id is in use by another open order",
  funds: "EOrder:Insufficient funds",
  asked: "EOrder:Trading agreement required",
};

export const refusal = (refused: Refused): Answer => failed(refusals[refused]);
