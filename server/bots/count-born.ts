import type { MarketMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { checkBorn, countBorn as count } from "./store";

/** How many bots of a user were made from templates since then, market clock, archived ones too. */
export const countBorn = (userId: string, since: MarketMs): Promise<number> => count(userId, since);

/** Inside a commit: keeps every other birth of the user out until it is over. Stale when the number is another by now. */
export const writeBornCheck = (
  tx: WriteTx,
  known: { readonly userId: string; readonly since: MarketMs; readonly born: number },
): Promise<void> => checkBorn(tx, known);
