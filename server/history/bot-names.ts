import { listBots } from "@/server/bots/list-bots";

/** Names of a user's bots by id; a bot that is not listed any more answers "Archived bot". */
export async function readBotNames(userId: string): Promise<(botId: string) => string> {
  const names = new Map((await listBots(userId)).map((bot) => [bot.botId, bot.name]));
  return (botId) => names.get(botId) ?? "Archived bot";
}
