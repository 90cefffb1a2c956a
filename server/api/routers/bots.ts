import { mutationCommand, queryCommand, router } from "@/server/api/trpc";
import { createBotCommand } from "@/server/commands/catalog/create-bot";
import { listBotsCommand } from "@/server/commands/catalog/list-bots";
import { pauseBotCommand } from "@/server/commands/catalog/pause-bot";
import { resumeBotCommand } from "@/server/commands/catalog/resume-bot";
import { showBotCommand } from "@/server/commands/catalog/show-bot";

export const botsRouter = router({
  list: queryCommand(listBotsCommand),
  show: queryCommand(showBotCommand),
  create: mutationCommand(createBotCommand),
  pause: mutationCommand(pauseBotCommand),
  resume: mutationCommand(resumeBotCommand),
});
