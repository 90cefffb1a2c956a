import type { ActionContext } from "@/server/audit/action-context";
import type { Json } from "@/server/audit/core/canonical-json";
import type { WriteTx } from "@/server/platform/db";
import type { BotExits } from "@/server/positions/core/exit-rules";
import type { BotView } from "../core/bot";
import { findVersion, saveChangedVersion } from "./store";

/** A version of a bot as it was: what it traded with. */
export type BotVersion = NonNullable<Awaited<ReturnType<typeof findVersion>>>;

/** One version of a user's bot; null where there is none of that number. */
export const findBotVersion = (userId: string, botId: string, number: number): Promise<BotVersion | null> =>
  findVersion(userId, botId, number);

export type Changed = {
  readonly params: { readonly [name: string]: Json };
  readonly exits: BotExits | null;
};

/** Gives a bot in training other parameters and exits, inside the caller's commit: a new version, judged from zero. */
export const writeChangedVersion = (
  tx: WriteTx,
  { userId, marketNow, wallNow }: ActionContext,
  bot: Pick<BotView, "botId" | "revision" | "version" | "strategy" | "symbol" | "timeframe">,
  changed: Changed,
): Promise<void> => {
  const { botId, revision, version, strategy, symbol, timeframe } = bot;
  const number = version + 1;
  return saveChangedVersion(tx, {
    userId,
    revision,
    version: { botId, number, strategy, symbol, timeframe, ...changed, marketNow, wallNow },
  });
};
