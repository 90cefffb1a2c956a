import { hasBot } from "@/server/bots/has-bot";
import { accept, type Result, refuse } from "@/server/kernel/result";

type ListAsk = { readonly botId?: string | undefined; readonly cursor?: string | undefined };

/**
 * What every list asks before it reads: that the bot it is narrowed to is this user's (`not_found`), and that the
 * page it goes on from is one of its own (`invalid`).
 */
export async function checkList(
  userId: string,
  { botId, cursor }: ListAsk,
  isCursor: (text: string) => boolean = () => true,
): Promise<Result<true>> {
  if (cursor !== undefined && !isCursor(cursor))
    return refuse("invalid", "That page of the list is not known. Begin with the first.");
  if (botId !== undefined && !(await hasBot(userId, botId)))
    return refuse("not_found", "There is no such bot. Look at the list of bots.");
  return accept(true);
}
