import { requestExit } from "@/server/execution/request-exit";
import type { TradingRuntime } from "@/server/execution/runtime";
import { toText } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import { checkStops, type StopHit } from "@/server/positions/core/check-stops";
import type { OpenPosition } from "@/server/positions/core/open-position";

const WORDS: Record<StopHit["reasonCode"], string> = {
  stop_loss: "Stop",
  take_profit: "Target",
  trailing_stop: "Trailing stop",
  time_stop: "Time stop",
};

/** The exit a tick has hit, if any; `highestPrice` is the highest seen since the entry. */
export const findHit = (position: OpenPosition, { last, at }: Pick<Tick, "last" | "at">): StopHit | null =>
  checkStops({ ...position, entryPrice: entryPriceOf(position) }, last, at);

/** Writes the exit intent of a hit position; answers the order's id, or null when one is already on its way. */
export const closeHit = (
  runtime: TradingRuntime,
  position: OpenPosition,
  hit: StopHit,
  tick: Tick,
): Promise<string | null> =>
  requestExit(runtime, position, {
    reasonCode: hit.reasonCode,
    price: tick.last,
    // a stop fills at its level or worse; a price beyond the target is as good as it is
    stopPrice: hit.reasonCode === "take_profit" ? null : hit.level,
    words: `${wordsOf(hit)}: ${position.symbol} traded at ${toText(tick.last)}`,
  });

const wordsOf = ({ reasonCode, level }: StopHit): string =>
  level ? `${WORDS[reasonCode]} at ${toText(level.toDecimalPlaces(12))}` : `${WORDS[reasonCode]} due`;
