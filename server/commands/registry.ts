import { createBotCommand } from "./catalog/create-bot";
import { listBotsCommand } from "./catalog/list-bots";
import { pauseBotCommand } from "./catalog/pause-bot";
import { resumeBotCommand } from "./catalog/resume-bot";
import { showBotCommand } from "./catalog/show-bot";
import { showStatusCommand } from "./catalog/show-status";
import type { AnyCommand } from "./command";

/** Everything that may be asked for: pages, chat and every other door are made from this list. */
export const commands: readonly AnyCommand[] = [
  createBotCommand,
  pauseBotCommand,
  resumeBotCommand,
  listBotsCommand,
  showBotCommand,
  showStatusCommand,
];

const byId = new Map(commands.map((command) => [command.id, command]));

export const findCommand = (id: string): AnyCommand | undefined => byId.get(id);
