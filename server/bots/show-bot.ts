import { accept, type Result, refuse } from "@/server/kernel/result";
import type { BotView } from "./core/bot";
import { findBot } from "./store";
import { toBotViews } from "./to-bot-views";

/**
 * One bot of a user by its name, in any case, or by its id. Refuses with `not_found`, also for a bot that is
 * somebody else's.
 */
export async function showBot(userId: string, nameOrId: string): Promise<Result<BotView>> {
  const row = await findBot(userId, nameOrId);
  if (!row) return refuseUnknownBot(nameOrId);
  const [view] = await toBotViews(userId, [row]);
  return view ? accept(view) : refuseUnknownBot(nameOrId);
}

export const refuseUnknownBot = (nameOrId: string): Result<never> =>
  refuse("not_found", `There is no bot ${nameOrId.slice(0, 40)}. Look at the list of bots for its name.`);
