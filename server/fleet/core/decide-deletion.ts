import type { BotView } from "@/server/bots/core/bot";
import { tradesAtExchange } from "@/server/kernel/book";
import { accept, type Result, refuse } from "@/server/kernel/result";

export type DeletionFacts = Pick<
  BotView,
  "name" | "book" | "stage" | "status" | "twinOf" | "hasOpenPosition"
> & {
  /** an order of it is under way */
  readonly isWorking: boolean;
};

/**
 * Decides whether a bot may be deleted: one of its own, on paper, that does not trade, holds nothing and waits for nothing.
 * Refuses with `not_now`; each sentence says what to do first.
 */
export function decideDeletion(bot: DeletionFacts): Result<null> {
  const { name, stage, status } = bot;
  if (stage === "archived") return refuse("not_now", `${name} is deleted already.`);
  if (bot.twinOf !== null)
    return refuse("not_now", `${name} trades on paper beside a live bot and goes when that one does.`);
  if (tradesAtExchange(bot.book))
    return refuse("not_now", `${name} trades at its exchange. Take it back to paper first.`);
  if (bot.hasOpenPosition)
    return refuse("not_now", `${name} holds a position. Stop it first: that sells it.`);
  if (status === "running" || status === "quarantined")
    return refuse("not_now", `${name} is ${status}. Stop it first.`);
  if (bot.isWorking)
    return refuse("not_now", `An order of ${name} is under way. Try again when it has ended.`);
  return accept(null);
}
