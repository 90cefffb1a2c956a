import type { BotView } from "./core/bot";
import { findBots } from "./store";
import { toBotViews } from "./to-bot-views";

/** A user's living bots with their records, oldest first. */
export const listBots = async (userId: string): Promise<readonly BotView[]> =>
  toBotViews(userId, await findBots(userId));
