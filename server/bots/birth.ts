import type { ActionContext } from "@/server/audit/action-context";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Trace } from "@/server/audit/trace";
import { paperVenue } from "@/server/exchange/core/venue-name";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toText } from "@/server/kernel/money";
import { postAllocation } from "@/server/ledger/post-allocation";
import type { WriteTx } from "@/server/platform/db";
import { type NewBot, saveNewBot } from "./store";

/** A bot that is about to be, with the capital it gets from the pool of its exchange. */
export type Birth = Omit<NewBot, "userId" | "marketNow" | "wallNow" | "botsCounted" | "twinOf">;

type Params = { readonly [name: string]: Json };

/** Whether a new bot runs at once. */
export const firstStatus = (runs: boolean): Pick<Birth, "status" | "statusReason"> =>
  runs
    ? { status: "running", statusReason: "first run" }
    : { status: "new", statusReason: "waits: trading on paper is off" };

/** Writes a bot and gives it its capital, inside the caller's commit. Stale when the fleet is not as it was counted. */
export async function writeBirth(
  tx: WriteTx,
  ctx: ActionContext,
  birth: Birth,
  botsCounted: number,
): Promise<void> {
  const { userId, marketNow, wallNow } = ctx;
  await saveNewBot(tx, { ...birth, userId, marketNow, wallNow, botsCounted });
  const { book, exchange, botId, stakeCurrency: asset, capital: amount } = birth;
  await postAllocation(tx, ctx, { book, venue: paperVenue(exchange), asset, botId, amount });
}

/** What a birth leaves behind it. */
export function traceOfBirth(ctx: ActionContext, birth: Birth): Trace {
  const { capital, statusReason, ...bot } = birth;
  const { botId, name, symbol, exchange, stakeCurrency } = bot;
  return {
    ctx,
    action: "bot.created",
    subject: botId,
    reason: `${name} trades ${symbol} on ${exchangeLabel(exchange)} with ${toText(capital)} ${stakeCurrency}`,
    detail: { ...toDetail(bot), userId: ctx.userId, capital: toText(capital) },
    events: [{ name: "bot/created", data: { botId, botName: name, reason: statusReason } }],
  };
}

const toDetail = ({ params, exits, template, ...rest }: Omit<Birth, "capital" | "statusReason">) => ({
  ...rest,
  params: params as Params,
  exits,
  ...(template === undefined ? {} : { template }),
});
