import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { type BotView, botName, capitalText, createBotInput, symbolText } from "@/server/bots/core/bot";
import { botRef } from "@/server/bots/core/bot-ref";
import { createBot } from "@/server/bots/create-bot";
import { showBot } from "@/server/bots/show-bot";
import { exchangeWire } from "@/server/kernel/name-wires";
import { type Result, refuse } from "@/server/kernel/result";
import { toSentence } from "@/server/kernel/to-sentence";

export const cloneBotInput = z.strictObject({
  bot: botRef,
  /** absent: the next free one */
  name: botName.optional(),
  /** absent, each: as the bot that is cloned */
  exchange: exchangeWire.optional(),
  symbol: symbolText.optional(),
  /** in the symbol's quote currency */
  capital: capitalText.optional(),
});

/** Creates a bot that trades as another one does, with money of its own and a record that begins anew. Refuses as `createBot`. */
export async function cloneBot(
  { bot: ref, name, ...other }: z.output<typeof cloneBotInput>,
  ctx: ActionContext,
): Promise<Result<BotView>> {
  const shown = await showBot(ctx.userId, ref);
  if (!shown.ok) return shown;
  const { exchange, symbol, timeframe, strategy, params, riskMode, exits, initialCapital } = shown.value;
  const same = { exchange, symbol, timeframe, strategy, params, riskMode, capital: initialCapital };
  const changed = Object.fromEntries(Object.entries(other).filter(([, value]) => value !== undefined));
  const input = createBotInput.safeParse({
    ...same,
    ...changed,
    ...(name === undefined ? {} : { name }),
    ...(exits === null ? {} : { exits }),
  });
  return input.success ? createBot(input.data, ctx) : refuse("invalid", toSentence(input.error));
}
