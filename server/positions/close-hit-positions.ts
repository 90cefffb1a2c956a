import { toText } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { requestExit } from "@/server/trading/request-exit";
import { entryPriceOf } from "./core/apply-fill";
import { checkStops, type StopHit } from "./core/check-stops";
import type { OpenPosition } from "./core/open-position";

const WORDS: Record<StopHit["reasonCode"], string> = {
  stop_loss: "Stop",
  take_profit: "Target",
  trailing_stop: "Trailing stop",
};

/** The exit a position's last price has hit, if any; `highestPrice` is the highest seen since the entry. */
export const findHit = (position: OpenPosition, price: Tick["last"]): StopHit | null =>
  checkStops({ ...position, entryPrice: entryPriceOf(position) }, price);

/** Writes the exit intent of a hit position; answers the order's id, or null when one is already on its way. */
export const closeHit = (position: OpenPosition, hit: StopHit, tick: Tick): Promise<string | null> =>
  requestExit(position, {
    reasonCode: hit.reasonCode,
    price: tick.last,
    words: `${WORDS[hit.reasonCode]} at ${toText(hit.level.toDecimalPlaces(12))}: ${position.symbol} traded at ${toText(tick.last)}`,
  });
