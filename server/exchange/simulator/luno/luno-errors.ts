import type { Refused } from "@/server/exchange/simulator/core/sim-order";
import type { Answer } from "@/server/exchange/simulator/http/wire";

export const failure = (status: number, error_code: string, error: string): Answer => ({
  status,
  body: { error, error_code },
});

export const noPair = (): Answer => failure(400, "ErrInvalidMarketPair", "Invalid currency pair.");
export const noOrder = (): Answer => failure(404, "ErrOrderNotFound", "Cannot find that order.");
export const badArguments = (error: string): Answer => failure(400, "ErrInvalidArguments", error);

const refusals: { readonly [refused in Refused]: readonly [status: number, code: string, words: string] } = {
  unknown_market: [400, "ErrInvalidMarketPair", "Invalid currency pair."],
  closed_market: [400, "ErrMarketUnavailable", "Market not available."],
  no_amount: [400, "ErrInvalidVolume", "Invalid volume."],
  off_lot: [400, "ErrVolumeDenominationNotAllowed", "Volume has too many decimal places."],
  off_tick: [400, "ErrPriceDenominationNotAllowed", "Price has too many decimal places."],
  below_amount: [400, "ErrVolumeTooLow", "Volume is below the minimum."],
  below_cost: [400, "ErrVolumeTooLow", "Volume is below the minimum."],
  would_take: [400, "ErrOrderCanceled", "Post-only order would trade immediately."],
  stop_now: [400, "ErrInvalidStopPrice", "Invalid stop price."],
  duplicate: [409, "ErrDuplicateClientOrderID", "Client order id has been used already."],
  funds: [400, "ErrInsufficientBalance", "Insufficient balance."],
  asked: [403, "ErrMarketNotAllowed", "Trading this market is not allowed."],
};

export const refusal = (refused: Refused): Answer => failure(...refusals[refused]);
