// What the book, its limits and its guards say to an entry.
import { type Decimal, floorToStep, minOf, sumOf, toStored, ZERO } from "@/server/kernel/money";
import { entryTerms } from "./entry-terms";
import type { RiskFacts } from "./risk-facts";
import type { BookRule, RiskVerdict } from "./rule";
import { isUnsellable } from "./sellable-entry";
import { block, cut, pass, percent, shownPercent } from "./verdicts";

type Facts = Parameters<BookRule>[1];

const bookOpen: BookRule = (_amount, { risk, book }) =>
  risk.bookHalted
    ? block("book_halted", "book", "Book open", `${book} is halted by its drawdown`)
    : pass("book", "Book open", book);

const noLossLock: BookRule = (_amount, { risk }) => {
  const words = "Loss of the day";
  return risk.lockedUntil !== null && risk.at < risk.lockedUntil
    ? block("daily_loss_lock", "loss", words, "too large: locked until midnight")
    : pass("loss", words, "within its limit");
};

const daily =
  (of: keyof RiskFacts["entries"], reasonCode: string, words: string): BookRule =>
  (_amount, { risk }) => {
    const { count, most } = risk.entries[of];
    const value = `${count} of ${most}`;
    return count >= most ? block(reasonCode, `daily-${of}`, words, value) : pass(`daily-${of}`, words, value);
  };

/** The rules that end an entry whatever its size. */
export const gateRules: readonly BookRule[] = [
  bookOpen,
  noLossLock,
  daily("exchange", "exchange_daily_limit", "Entries today, exchange"),
  daily("bot", "bot_daily_limit", "Entries today, bot"),
  daily("user", "user_daily_limit", "Entries today, all"),
];

type Exposure = {
  readonly rule: string;
  readonly reasonCode: string;
  readonly words: string;
  readonly held: Decimal | null;
  readonly most: Decimal;
};

/**
 * Cuts an entry to what a cap leaves headroom for; refuses it where that is less than the exchange takes.
 *
 * Money of several currencies is never summed: the cap is applied to each quote currency's part of the book. A book all
 * of whose parts are within a cap is within it as a whole, whatever the rates: its share is a weighted mean of theirs.
 * A part with a missing price cannot be judged: that stops live money only.
 */
function judgeExposure(amount: Decimal, facts: Facts, exposure: Exposure): RiskVerdict {
  const { rule, reasonCode, words, held, most } = exposure;
  const { price, rules } = facts;
  const { equity } = facts.risk.part;
  if (!equity || !held) {
    const value = "a price is missing, not judged";
    return facts.book === "live" ? block(reasonCode, rule, words, value) : pass(rule, words, value);
  }
  const shareOf = (added: Decimal) => (equity.gt(0) ? held.plus(added.times(price)).div(equity) : ZERO);
  const value = (added: Decimal) =>
    `${shownPercent(shareOf(added))} of ${percent(most)} % of the ${rules.quote} part`;
  const headroom = equity.times(most).minus(held);
  const fits = headroom.gt(0) ? floorToStep(headroom.div(price), rules.lotSize) : ZERO;
  if (amount.lte(fits)) return pass(rule, words, value(amount));
  if (isUnsellable(fits, facts)) return block(reasonCode, rule, words, value(amount));
  return cut(minOf(amount, fits), { rule, words, value: value(fits) });
}

const oneAsset: BookRule = (amount, facts) =>
  judgeExposure(amount, facts, {
    rule: "asset",
    reasonCode: "asset_exposure",
    words: `In ${facts.rules.base}`,
    held: facts.risk.part.asset,
    most: facts.risk.part.assetMost,
  });

const COINS_SHOWN = 4;

/** Coins that move together fall together: they count as one. Says nothing where none moves with it. */
const movingTogether: BookRule = (amount, facts) => {
  const { together } = facts.risk.part;
  if (!together) return null;
  const { coins, held, most } = together;
  const more = coins.length > COINS_SHOWN ? ` and ${coins.length - COINS_SHOWN} more` : "";
  return judgeExposure(amount, facts, {
    rule: "together",
    reasonCode: "correlated_exposure",
    words: `In ${[facts.rules.base, ...coins.slice(0, COINS_SHOWN)].join(", ")}${more}, which move together`,
    held,
    most,
  });
};

const oneExchange: BookRule = (amount, facts) => {
  const { exchangesFunded, exchange, exchangeMost } = facts.risk.part;
  const words = `At ${facts.rules.exchange}`;
  if (exchangesFunded < 2) return pass("exchange", words, "the only exchange that is funded");
  return judgeExposure(amount, facts, {
    rule: "exchange",
    reasonCode: "exchange_exposure",
    words,
    held: exchange,
    most: exchangeMost,
  });
};

/** The rules that cut an entry to what the book has headroom for. */
export const exposureRules: readonly BookRule[] = [oneAsset, movingTogether, oneExchange];

/**
 * An entry must be worth more than it costs, by the closed trades of the bot's present version, a backtest's and the
 * signals that were followed without being taken weighed in.
 * Too few of them and no backtest: unknown, which practice may find out and live money may not.
 */
export const edgeGate: BookRule = (_amount, facts) => {
  const { edge } = facts.risk;
  const words = "Edge over costs";
  const { trades, tradesLeast } = edge;
  if (!isEdgeKnown(edge)) {
    const value = `unknown: ${trades} of ${tradesLeast} trades`;
    return facts.book === "live" ? block("edge_unknown", "edge", words, value) : pass("edge", words, value);
  }
  const cost = costOf(facts);
  const expected = expectedMove(edge);
  const followed = edge.virtual ? `, ${edge.virtual.trades} signals followed` : "";
  const value = `${shownPercent(expected)} against ${shownPercent(cost)} %${followed}`;
  return expected.gt(cost) ? pass("edge", words, value) : block("edge_below_cost", "edge", words, value);
};

// what was never risked may add to a record, not make one
const isEdgeKnown = ({ trades, tradesLeast, prior }: RiskFacts["edge"]): boolean =>
  trades >= tradesLeast || prior !== null;

/** What the gate says of a bot now, whatever else its entries may be refused for. Ratios are fractions. */
export function standingOf(facts: Facts) {
  const { edge } = facts.risk;
  const [expected, cost] = [toStored(expectedMove(edge)), toStored(costOf(facts))];
  const held = isEdgeKnown(edge) ? expected.lte(cost) : facts.book === "live";
  return { held, expected, cost, trades: edge.trades, virtualTrades: edge.virtual?.trades ?? 0 };
}

/** Mean move of a trade before costs, as a fraction: average win × hit rate − average loss × miss rate. */
export function expectedMove({ trades, mean, prior, virtual }: RiskFacts["edge"]): Decimal {
  const parts = [{ trades, mean: mean ?? ZERO }, prior, virtual].flatMap((part) => part ?? []);
  const all = parts.reduce((sum, part) => sum + part.trades, 0);
  return all === 0 ? ZERO : sumOf(parts.map((part) => part.mean.times(part.trades))).div(all);
}

/** What a round trip costs, as a fraction: a maker's entry neither crosses the spread nor slips. */
export function costOf(facts: Facts): Decimal {
  const { makerFee, takerFee } = facts.rules;
  const { halfSpread, slippage, buffer } = facts.risk.edge;
  const isMaker = entryTerms(facts).type === "limit";
  const crossings = halfSpread.plus(slippage).times(isMaker ? 1 : 2);
  return takerFee
    .plus(isMaker ? makerFee : takerFee)
    .plus(crossings)
    .plus(buffer);
}
