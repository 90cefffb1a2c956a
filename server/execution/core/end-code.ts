// Why an order was not sent, was refused or cancelled: a code to count and filter by, and the words for it.
import { type RejectCause, rejectCauses } from "@/server/exchange/core/exchange-port";

export const endWords = {
  overtaken: "not sent before its candle was over",
  rate_limited: "waited for its turn until its candle was over",
  exchange_daily_limit: "the exchange's entries of the day are made",
  bot_daily_limit: "the bot's entries of the day are made",
  user_daily_limit: "all entries of the day are made",
  reconciling: "orders and balances are still being reconciled",
  bot_paused: "the bot does not run any more",
  halted: "halted",
  entries_stopped: "entries stopped",
  blacklisted: "its coin is on the blacklist",
  mode_off: "its mode is off",
  book_halted: "its book is halted by its drawdown",
  account_differs: "its account at the exchange is not as the books say",
  feed_frozen: "its price stands still though others move",
  venues_disagree: "other exchanges ask another price",
  clock_skew: "the machine's clock is not the exchanges'",
  daily_loss_lock: "the day's loss locks entries of its book",
  rest_timeout: "not filled in time",
  exit_requested: "its position is being closed",
  stop_resized: "the stop at the exchange follows its position",
  position_closed: "its position is closed",
  stop_filled: "the exchange has sold at the stop that rested there",
} as const;

/** The code of an order that its venue refused, by why; what an owner reads of it are the venue's own words. */
export const refusedCode = (because: RejectCause): string => `refused_${because}`;

/** Why the venue refused the order that ended by this code; null where it did not. */
export const refusalOf = (code: string): RejectCause | null =>
  rejectCauses.find((because) => refusedCode(because) === code) ?? null;

export type EndCode = keyof typeof endWords;

/** Why an order was asked back; null: nobody has. */
export const askedBackBy = ({ cancelCode }: { readonly cancelCode: string | null }): EndCode | null =>
  cancelCode !== null && isEndCode(cancelCode) ? cancelCode : null;

export const isEndCode = (text: string): text is EndCode => Object.hasOwn(endWords, text);
