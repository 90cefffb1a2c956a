import { catalog } from "./catalog-list";
import type { AnyCommand } from "./command";

/** Everything that may be asked for: pages, chat and every other door are made from this list. */
export const commands: readonly AnyCommand[] = catalog;

const byId = new Map(commands.map((command) => [command.id, command]));

export const findCommand = (id: string): AnyCommand | undefined => byId.get(id);
