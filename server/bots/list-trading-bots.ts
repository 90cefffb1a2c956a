import type { TradingBot } from "./core/trading-bot";
import { findTradingBots, type TradingBotQuery } from "./store";

/**
 * What the order lifecycle needs of many bots, of all users, ordered by id. Running bots only, unless they are
 * named by id. `shard` takes a fixed part of all bots, so that several workers share them without overlap.
 */
export const listTradingBots = (q: TradingBotQuery): Promise<readonly TradingBot[]> => findTradingBots(q);
