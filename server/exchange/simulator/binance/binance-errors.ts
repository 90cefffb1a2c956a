import type { Refused } from "@/server/exchange/simulator/core/sim-order";
import type { Answer } from "@/server/exchange/simulator/http/wire";

export const problem = (code: number, msg: string, status = 400): Answer => ({ status, body: { code, msg } });

/** The exchange's own words for a refused order. */
const refusals: { readonly [refused in Refused]: readonly [code: number, msg: string] } = {
  unknown_market: [-1121, "Invalid symbol."],
  closed_market: [-1013, "Market is closed."],
  no_amount: [-1013, "Invalid quantity."],
  off_lot: [-1013, "Filter failure: LOT_SIZE"],
  off_tick: [-1013, "Filter failure: PRICE_FILTER"],
  below_amount: [-1013, "Filter failure: LOT_SIZE"],
  below_cost: [-1013, "Filter failure: NOTIONAL"],
  would_take: [-2010, "Order would immediately match and take."],
  stop_now: [-2010, "Stop price would trigger immediately."],
  duplicate: [-2010, "Duplicate order sent."],
  funds: [-2010, "Account has insufficient balance for requested action."],
  asked: [-2010, "This symbol is not permitted for this account."],
};

export const refusalAnswer = (refused: Refused): Answer => problem(...refusals[refused]);

export const noSymbol = (): Answer => problem(-1121, "Invalid symbol.");
export const missing = (name: string): Answer =>
  problem(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
