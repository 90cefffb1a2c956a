import { largestBaseFee, lowestExit } from "@/server/exchange/core/sellable";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, maxOf, minOf, ONE, toDecimal, toText, ZERO } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { CreateBotInput } from "./bot";
import { nextFreeName } from "./bot-names";

export type CreationFacts = {
  /** null: the market in use does not have the symbol */
  readonly rules: MarketRules | null;
  /** symbols of the asked exchange in the market in use, for the sentence of a refusal */
  readonly symbols: readonly string[];
  readonly timeframes: readonly string[];
  /** lower-case names of the user's living bots */
  readonly takenKeys: ReadonlySet<string>;
  readonly botsOnExchange: number;
  readonly bots: number;
  /** living bots of all books: a writer names what it counted */
  readonly botsCounted: number;
  readonly slots: number;
  readonly botsMax: number;
  /** money of the book that no bot has, in the quote currency */
  readonly available: Decimal;
  /** share of the capital that one position takes: 0.3 is 30 % */
  readonly positionSize: Decimal;
  /** most of the capital that one position may take */
  readonly positionCap: Decimal;
  /** how far below its entry price a position is sold: 0.03 is 3 % */
  readonly stop: Decimal;
  /** how far the price may fall between the decision and the fill */
  readonly reserveBuffer: Decimal;
  /** how far a gap may take the price beyond the stop */
  readonly gapRoom: Decimal;
  /** last known price, quote per base; null while nobody watches the market */
  readonly price: Decimal | null;
};

/** What a bot's positions and their stops are measured by. */
export type SizeFacts = Pick<
  CreationFacts,
  "positionSize" | "positionCap" | "stop" | "reserveBuffer" | "gapRoom" | "price"
>;

export type CreationPlan = { readonly name: string; readonly capital: Decimal; readonly rules: MarketRules };

/**
 * Decides whether a bot may be created and under which name. Capital and minimums are in the quote currency.
 * Refuses with `not_found` (symbol), `invalid` (timeframe, too little capital), `conflict` (name),
 * `limit_reached` (slots) or `insufficient_funds`; each says what to do.
 */
export function decideCreation(input: CreateBotInput, facts: CreationFacts): Result<CreationPlan> {
  const { rules } = facts;
  if (!rules) return refuseSymbol(input, facts);
  if (!facts.timeframes.includes(input.timeframe)) {
    const offered = facts.timeframes.join(", ") || "none";
    return refuse(
      "invalid",
      `${input.symbol} has no ${input.timeframe} candles here. Choose one of ${offered}.`,
      "timeframe",
    );
  }
  const name = input.name ?? nextFreeName(facts.takenKeys);
  if (facts.takenKeys.has(name.toLowerCase())) {
    return refuse("conflict", `A bot named ${name} exists already. Choose another name.`, "name");
  }
  if (facts.botsOnExchange >= facts.slots) {
    const { slots } = facts;
    return refuse(
      "limit_reached",
      `All ${slots} slots of ${input.exchange} are taken. Choose another exchange or delete a bot.`,
      "exchange",
    );
  }
  if (facts.bots >= facts.botsMax) {
    return refuse("limit_reached", `The fleet is full with ${facts.botsMax} bots. Delete one first.`);
  }
  return decideMoney(input, facts, { name, rules });
}

function decideMoney(
  input: CreateBotInput,
  facts: CreationFacts,
  { name, rules }: { name: string; rules: MarketRules },
): Result<CreationPlan> {
  const { available } = facts;
  const capital = toDecimal(input.capital);
  const least = leastCapital(rules, facts);
  if (!least)
    return refuse(
      "invalid",
      `With a stop ${toText(facts.stop.times(100))} % below its entry a position of ${input.symbol} could never be sold. ` +
        "Choose another risk mode, or a stop nearer to the entry.",
      "riskMode",
    );
  if (capital.lt(least)) return refuseTooLittle(input, rules, least);
  if (capital.gt(available)) {
    const has = available.toFixed();
    return refuse(
      "insufficient_funds",
      `${exchangeLabel(input.exchange)} has ${has} ${rules.quote} available, the bot asks for ${input.capital}. ` +
        `Lower its capital to ${has} or less, or put paper money in first: Settings, Paper money.`,
      "capital",
    );
  }
  return accept({ name, capital, rules });
}

/**
 * The least capital, in quote, with which a bot can trade: one of its entries, after the fee in base and on whole lots,
 * is still above the exchange's smallest order where its stop sells it, a gap included. With less, entries would be
 * skipped, or bought and never sold.
 *
 * It leaves the room of a gap once more: the price may rise by as much before the first entry, or the bot lose as much,
 * and it still trades. Null where the stop lies so far below that no capital would do. Without a price the smallest
 * amount of base says nothing yet.
 */
export function leastCapital(rules: MarketRules, facts: SizeFacts): Decimal | null {
  const atStop = lowestExit(ONE, { ...facts, stopRatio: facts.stop });
  const kept = ONE.minus(largestBaseFee(rules));
  const share = shareSpent(rules, facts).times(ONE.minus(facts.gapRoom));
  if (atStop.lte(0) || kept.lte(0) || share.lte(0)) return null;
  const price = facts.price ?? ZERO;
  const lot = rules.lotSize.times(price);
  const sold = maxOf(rules.minNotional.div(atStop), rules.minAmount.times(price));
  // up to a lot is lost when the amount is rounded to the lot, and up to another when what is left is
  return sold.plus(lot).div(kept).plus(lot).div(share);
}

/** The share of the capital that one entry spends: its size, its cap, and what a market order holds back besides. */
function shareSpent({ makerFee, takerFee }: MarketRules, facts: SizeFacts): Decimal {
  const perUnit = ONE.plus(facts.reserveBuffer).times(ONE.plus(maxOf(makerFee, takerFee)));
  return minOf(minOf(facts.positionSize, facts.positionCap), ONE.div(perUnit));
}

const FINE_DECIMALS = 8;
const PRINTED_DECIMALS = 2;
const ROUND_UP = 0;

function refuseTooLittle(
  { capital, symbol }: CreateBotInput,
  { quote, base, minNotional, minAmount }: MarketRules,
  least: Decimal,
): Result<never> {
  const decimals = least.lt(ONE) ? FINE_DECIMALS : PRINTED_DECIMALS;
  return refuse(
    "invalid",
    `${capital} ${quote} is too little: one position, sold at its stop, would be below the smallest order of ` +
      `${symbol}, ${toText(minAmount)} ${base} and ${toText(minNotional)} ${quote}. ` +
      `Give the bot at least ${toText(least.toDecimalPlaces(decimals, ROUND_UP))} ${quote}.`,
    "capital",
  );
}

function refuseSymbol({ exchange, symbol }: CreateBotInput, { symbols }: CreationFacts): Result<never> {
  const has = symbols.length > 0 ? `It has ${symbols.slice(0, 8).join(", ")}.` : "Choose another exchange.";
  return refuse(
    "not_found",
    `${symbol} is not traded on ${exchangeLabel(exchange)} in the market in use. ${has}`,
    "symbol",
  );
}
