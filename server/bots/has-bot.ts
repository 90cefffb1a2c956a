import { findBot } from "./store";

/** Whether a user has, or had, the bot of that id. Somebody else's is not there. */
export const hasBot = async (userId: string, botId: string): Promise<boolean> =>
  (await findBot(userId, botId)) !== null;
