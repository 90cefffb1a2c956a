import type { MarketRules } from "@/server/exchange/core/market-rules";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
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
};

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
    );
  }
  const name = input.name ?? nextFreeName(facts.takenKeys);
  if (facts.takenKeys.has(name.toLowerCase())) {
    return refuse("conflict", `A bot named ${name} exists already. Choose another name.`);
  }
  if (facts.botsOnExchange >= facts.slots) {
    const { slots } = facts;
    return refuse(
      "limit_reached",
      `All ${slots} slots of ${input.exchange} are taken. Choose another exchange or delete a bot.`,
    );
  }
  if (facts.bots >= facts.botsMax) {
    return refuse("limit_reached", `The fleet is full with ${facts.botsMax} bots. Delete one first.`);
  }
  return decideMoney(input, facts, { name, rules });
}

function decideMoney(
  input: CreateBotInput,
  { available, positionSize }: CreationFacts,
  { name, rules }: { name: string; rules: MarketRules },
): Result<CreationPlan> {
  const capital = toDecimal(input.capital);
  if (capital.times(positionSize).lt(rules.minNotional)) {
    const least = rules.minNotional.div(positionSize).toDecimalPlaces(2, 0).toFixed();
    return refuse(
      "invalid",
      `${input.capital} ${rules.quote} is too little: one position would be below the smallest order of ` +
        `${rules.minNotional.toFixed()} ${rules.quote}. Give the bot at least ${least} ${rules.quote}.`,
    );
  }
  if (capital.gt(available)) {
    const has = available.toFixed();
    return refuse(
      "insufficient_funds",
      `${input.exchange} has ${has} ${rules.quote} available, the bot asks for ${input.capital}. ` +
        `Lower its capital to ${has} or less, or add funds first.`,
    );
  }
  return accept({ name, capital, rules });
}

function refuseSymbol({ exchange, symbol }: CreateBotInput, { symbols }: CreationFacts): Result<never> {
  const has = symbols.length > 0 ? `It has ${symbols.slice(0, 8).join(", ")}.` : "Choose another exchange.";
  return refuse("not_found", `${symbol} is not traded on ${exchange} in the market in use. ${has}`);
}
