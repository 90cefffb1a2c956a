import type { Refused } from "@/server/exchange/simulator/core/sim-order";
import type { Answer } from "@/server/exchange/simulator/http/wire";
import type { MarketRules } from "@/server/market/core/market-rules";

export const failure = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message },
});
export const notFound = (): Answer => failure(404, -1, "Order not found");
export const noPair = (): Answer => failure(400, -21, "Unsupported Currency Pair");

/** What is refused at once; the rest is taken in with 202 and fails later. */
export function refusal(refused: Refused, words: string, rules: MarketRules | null): Answer {
  const minima = rules
    ? ` Minimum amount: ${rules.minAmount.toFixed()} ${rules.base}, minimum total: ${rules.minNotional.toFixed()} ${rules.quote}`
    : "";
  const answers: { readonly [refused in Refused]: readonly [code: number, message: string] } = {
    unknown_market: [-21, "Unsupported Currency Pair"],
    closed_market: [-22, "Currency pair is not active"],
    no_amount: [-12007, `Minimum order size not met .${minima}`],
    off_lot: [-12005, `Invalid quantity: ${words}`],
    off_tick: [-12006, `Invalid price, tick size: ${words}`],
    below_amount: [-12007, `Minimum order size not met .${minima}`],
    below_cost: [-12007, `Minimum order size not met .${minima}`],
    would_take: [-12001, words],
    stop_now: [-12002, words],
    duplicate: [-11502, "Duplicate customer order id's are not allowed"],
    funds: [-6, "Insufficient Balance"],
    asked: [-1, `Invalid Order. ${words}`],
  };
  const [code, message] = answers[refused];
  return failure(400, code, message);
}
