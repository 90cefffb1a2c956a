import { hasBot } from "@/server/bots/has-bot";
import { refuse } from "@/server/kernel/result";
import { unwrap } from "./trpc";

type ListAsk = { readonly botId?: string | undefined; readonly cursor?: string | undefined };

/**
 * What every list asks before it reads: that the bot it is narrowed to is this user's (`not_found`), and that the
 * page it goes on from is one of its own (`invalid`).
 */
export async function checkList(
  userId: string,
  { botId, cursor }: ListAsk,
  isCursor: (text: string) => boolean = () => true,
): Promise<void> {
  if (cursor !== undefined && !isCursor(cursor))
    unwrap(refuse("invalid", "That page of the list is not known. Begin with the first."));
  if (botId !== undefined && !(await hasBot(userId, botId)))
    unwrap(refuse("not_found", "There is no such bot. Look at the list of bots."));
}
