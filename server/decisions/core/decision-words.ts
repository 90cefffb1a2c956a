import type { DecisionView } from "./decision-view";

/** What is needed to say in one sentence why a decision came out as it did. */
export type DecisionFacts = {
  readonly action: DecisionView["action"];
  readonly reasonCode: string;
  /** as it writes its own name; null where the record does not say */
  readonly exchange: string | null;
  /** "+0.41"; null when the strategy was not asked */
  readonly score: string | null;
  readonly threshold: string;
  readonly intervalsBehind: number | null;
  /** closed candles there were, and are needed, with the length of one in ms; null where the record does not say */
  readonly warmUp: { readonly has: number; readonly needs: number; readonly candleMs: number } | null;
  /** what the strategy itself said; null when it was not asked */
  readonly technical: string | null;
  /** the risk rule that ended it: "Position cap, 30 of 35 %"; null when none did */
  readonly failedCheck: string | null;
};

/** What a bot did: a skip while it holds a position is a hold; folded ones say how many they are. */
export function didOf(
  one: Pick<DecisionFacts, "action" | "reasonCode"> & { readonly count: number },
): string {
  const { action, reasonCode, count } = one;
  if (action === "enter") return "Bought";
  if (action === "exit") return "Sold";
  if (count > 1) return `${count} ${reasonCode === "in_position" ? "holds" : "skips"}`;
  return reasonCode === "in_position" ? "Hold" : "Skipped";
}

/** Why a decision came out as it did. A code nobody has words for is told by the rule that failed, or as it is. */
export function becauseOf(facts: DecisionFacts): string {
  const words = WORDS[facts.reasonCode]?.(facts);
  return words ?? facts.failedCheck ?? facts.technical ?? spelled(facts.reasonCode);
}

/** Of the folded skips of a day only the last was kept whole: its words stand for itself alone. */
export const foldedWords = (
  { reasonCode, count }: { readonly reasonCode: string; readonly count: number },
  last: string,
): string => `${spelled(reasonCode)}, ${count} times that day. The last: ${last}`;

type Words = (facts: DecisionFacts) => string | null;

const WORDS: { readonly [reasonCode: string]: Words } = {
  entry_signal: ({ score, threshold }) =>
    score === null ? null : `Score ${score} beat threshold ${threshold}`,
  exit_signal: ({ technical }) => technical,
  below_threshold: ({ score, threshold }) =>
    score === null ? null : `Score ${score} below threshold ${threshold}`,
  no_signal: ({ technical }) => technical,
  in_position: ({ technical }) => (technical === null ? "Position open" : `Position open. ${technical}`),
  stale_data: ({ exchange, intervalsBehind }) =>
    intervalsBehind === null ? null : `${exchange ?? "Its"} candle ${intervalsBehind} intervals old`,
  warming_up: ({ warmUp }) => {
    const words = "Too few closed candles for its indicators yet";
    if (!warmUp || warmUp.needs <= warmUp.has) return words;
    const { has, needs, candleMs } = warmUp;
    return `${words}: ${has} of ${needs}, the rest closes within ${spanWords((needs - has) * candleMs)}`;
  },
  order_working: () => "An order is in flight already",
  unknown_strategy: () => "Its strategy is not known here any more",
  invalid_params: () => "Its parameters are out of their ranges",
  bot_quarantined: () => "The bot is in quarantine: it enters nothing until that is over",
  book_halted: () => "The book is halted by its drawdown: it enters nothing until you clear the halt",
  daily_loss_lock: () => "The day's loss locks entries of this book until midnight",
  account_differs: ({ exchange }) =>
    `${exchange ?? "Its exchange"} differs from the books: entries wait until you acknowledge it on Reconciliation`,
  feed_frozen: ({ exchange }) =>
    `The price ${exchange ? `from ${exchange} ` : ""}stands still though others move: nothing is bought by it`,
  venues_disagree: ({ exchange }) =>
    `Other exchanges ask another price than ${exchange ?? "this one"}, by more than a tenth: nothing is bought by it`,
  clock_skew: () => "This machine's clock is not the exchanges': nothing is bought until it is set",
  blacklisted: ({ failedCheck }) => because("You have blacklisted it", failedCheck),
  exchange_daily_limit: ({ exchange }) => `${exchange ?? "Its exchange"} has had its entries of the day`,
  bot_daily_limit: () => "The bot has had its entries of the day",
  user_daily_limit: () => "All entries of the day have been made",
  asset_exposure: ({ failedCheck }) => because("Too much in one coin", failedCheck),
  correlated_exposure: ({ failedCheck }) => because("Too much in coins that move together", failedCheck),
  exchange_exposure: ({ failedCheck }) => because("Too much at one exchange", failedCheck),
  edge_below_cost: ({ failedCheck }) =>
    because("A trade costs more than it is expected to earn", failedCheck),
  edge_unknown: ({ failedCheck }) => because("Too few trades to risk live money on", failedCheck),
  cooldown: ({ failedCheck }) => because("Resting after its last exit", failedCheck),
  stop_guard: ({ failedCheck }) => because("Too many stops were hit", failedCheck),
  low_profit_lock: ({ failedCheck }) => because("This market earned too little lately", failedCheck),
  below_minimum: ({ failedCheck }) => because("Below the exchange's smallest order", failedCheck),
};

const because = (words: string, check: string | null): string => (check ? `${words}. ${check}` : words);

/** "2 d 4 h", "1 h 6 min": the two largest parts. */
function spanWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  const parts = [days > 0 && `${days} d`, hours > 0 && `${hours} h`, rest > 0 && days === 0 && `${rest} min`];
  return parts.filter(Boolean).join(" ");
}

const spelled = (reasonCode: string): string => {
  const words = reasonCode.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
