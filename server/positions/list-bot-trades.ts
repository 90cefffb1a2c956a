import { findBotTrades } from "./store/records";

/** A closed trade of a bot: what it made after fees and what was paid for it, quote; market clock. */
export type BotTrade = Awaited<ReturnType<typeof findBotTrades>>[number];

/** The closed trades of some bots since an instant, the newest so many of each, in the order they were closed. */
export const listBotTrades = (...asked: Parameters<typeof findBotTrades>): Promise<readonly BotTrade[]> =>
  findBotTrades(...asked);
