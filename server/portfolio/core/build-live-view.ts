import type { BotView } from "@/server/bots/core/bot";
import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, sumOf, toDecimal, toStored, toText, ZERO } from "@/server/kernel/money";
import type { FeedView, MarketBadge } from "@/server/market/core/feed-view";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import type { BotRecord } from "@/server/positions/core/bot-record";
import { type StopLevels, stopNow } from "@/server/positions/core/check-stops";
import type { BotGrowth } from "./bot-growth";
import { type DisplayView, toDisplayView } from "./display-view";
import { drawdownOf, type Growth, ratioOf } from "./growth";
import type { BotTileView, LiveView, PositionView, TotalView } from "./live-view";
import type { BookValue, BotValue, CurrencyValue, PositionFact, PriceOf } from "./value-book";

/** An open position as the view prints it. Prices in quote per base. */
export type HeldPosition = PositionFact & {
  readonly boughtAmount: Decimal;
  readonly boughtQuote: Decimal;
  readonly soldQuote: Decimal;
  readonly feesQuote: Decimal;
  readonly openedMarketAt: MarketMs;
} & Omit<StopLevels, "entryPrice">;

export type LiveFacts = {
  readonly book: LiveView["book"];
  readonly marketNow: MarketMs;
  readonly wallNow: WallMs;
  readonly badge: MarketBadge;
  readonly feeds: readonly FeedView[];
  readonly value: BookValue;
  readonly growth: ReadonlyMap<string, Growth>;
  readonly botGrowth: ReadonlyMap<string, BotGrowth>;
  readonly records: readonly BotRecord[];
  readonly positions: readonly HeldPosition[];
  readonly bots: readonly BotView[];
  readonly priceOf: PriceOf;
  /** ledger against venue; null before the first comparison */
  readonly reconciled: { readonly difference: Decimal; readonly wallAt: WallMs } | null;
  /** what all of it is shown in, and the markets that are watched for their rates alone */
  readonly display: { readonly currency: string; readonly feeds: readonly FeedView[] };
};

/**
 * What pages show of one book, from its valuation and memory.
 *
 * A currency whose equity needs a price nobody has seen yet is left out: pages print "—" for what is not there.
 */
export function buildLiveView(facts: LiveFacts): LiveView {
  return {
    book: facts.book,
    marketAt: toDate(facts.marketNow).toISOString(),
    wallAt: toDate(facts.wallNow).toISOString(),
    market: facts.badge,
    feeds: facts.feeds,
    totals: facts.value.currencies.flatMap((value) => toTotal(value, facts) ?? []),
    positions: facts.positions.map((position) => toPosition(position, facts)),
    bots: facts.bots.flatMap((bot) => toTile(bot, facts) ?? []),
    display: toDisplay(facts),
  };
}

function toDisplay({ value, growth, feeds, display, wallNow }: LiveFacts): DisplayView {
  const currencies = value.currencies.map(({ currency, equity }) => ({
    currency,
    equity,
    today: todayOf(equity, growth.get(currency)),
  }));
  return toDisplayView({
    currency: display.currency,
    currencies,
    feeds: [...feeds, ...display.feeds],
    wallNow,
  });
}

/** What the owner's day has made so far; null where it is not known what it began with. */
const todayOf = (equity: Decimal | null, growth: Growth | undefined): Decimal | null =>
  (equity && growth?.day.base && equity.minus(growth.day.base)) ?? null;

function toTotal(value: CurrencyValue, facts: LiveFacts): TotalView | null {
  const growth = facts.growth.get(value.currency);
  const { unrealised, idle, dust } = value;
  if (!value.equity || !unrealised || !idle || !dust.value || !growth) return null;
  const { equity } = value;
  const earned = earnedBy(facts.records.filter(({ quote }) => quote === value.currency));
  const today = todayOf(equity, growth);
  return {
    currency: value.currency,
    equity: toText(equity),
    funded: toText(value.funded),
    cash: toText(value.cash),
    unrealised: toText(unrealised),
    realised: toText(earned.realised),
    dustCost: toText(dust.cost),
    dustValue: toText(dust.value),
    idle: toText(idle),
    fees: toText(earned.fees),
    turnover: toText(earned.turnover),
    today: today && toText(today),
    todayRatio: today && growth.day.base && ratioText(ratioOf(today, growth.day.base)),
    returnRatio: ratioText(ratioOf(equity.minus(value.funded), value.funded)),
    drawdownRatio: ratioText(drawdownOf(equity, growth.peak)),
    maxDrawdownRatio: ratioText(growth.maxDrawdown),
    wins: earned.wins,
    closedTrades: earned.closedTrades,
    ledgerDifference: facts.reconciled && toText(facts.reconciled.difference),
    reconciledWallAt: facts.reconciled && toDate(facts.reconciled.wallAt).toISOString(),
  };
}

/** Records of one currency as one. */
const earnedBy = (records: readonly BotRecord[]) => ({
  realised: sumOf(records.map(({ realised }) => realised)),
  fees: sumOf(records.map(({ fees }) => fees)),
  turnover: sumOf(records.map(({ turnover }) => turnover)),
  closedTrades: records.reduce((sum, { closedTrades }) => sum + closedTrades, 0),
  wins: records.reduce((sum, { wins }) => sum + wins, 0),
});

function toPosition(position: HeldPosition, facts: LiveFacts): PositionView {
  const { exchange, symbol, amount, cost } = position;
  const { level: stopPrice, reasonCode: stopKind } = stopNow({
    ...position,
    entryPrice: entryPriceOf(position),
  });
  const last = facts.priceOf(exchange, symbol);
  const unrealised = last && toStored(amount.times(last)).minus(cost);
  const feed = facts.feeds.find((each) => each.exchange === exchange && each.symbol === symbol);
  return {
    positionId: position.positionId,
    botId: position.botId,
    botName: facts.bots.find((bot) => bot.botId === position.botId)?.name ?? "Archived bot",
    exchange,
    symbol,
    base: position.base,
    quote: position.quote,
    amount: toText(amount),
    entryPrice: toText(entryPriceOf(position)),
    lastPrice: last && toText(last),
    priceDecimals: feed?.priceDecimals ?? stopPrice.decimalPlaces(),
    unrealised: unrealised && toText(unrealised),
    unrealisedRatio: unrealised && ratioText(ratioOf(unrealised, cost)),
    stopPrice: toText(stopPrice),
    stopKind,
    targetPrice: position.targetPrice && toText(position.targetPrice),
    toStopRatio: last && ratioText(ratioOf(last.minus(stopPrice), last)),
    atRisk: storedText(atRiskOf(position, stopPrice)),
    openedMarketAt: toDate(position.openedMarketAt).toISOString(),
  };
}

function toTile(bot: BotView, facts: LiveFacts): BotTileView | null {
  const value = facts.value.bots.get(bot.botId);
  if (!value?.equity) return null;
  const capital = toDecimal(bot.initialCapital);
  const paidOut = toDecimal(bot.paidOut);
  const growth = facts.botGrowth.get(bot.botId);
  const base = growth?.day.base ?? null;
  const today = base && value.equity.minus(base);
  const price = facts.priceOf(bot.exchange, bot.symbol);
  return {
    botId: bot.botId,
    name: bot.name,
    exchange: bot.exchange,
    symbol: bot.symbol,
    status: bot.status,
    currency: value.currency,
    equity: toText(value.equity),
    ...toRecord(bot, value, value.equity, facts.records),
    returnRatio: ratioText(ratioOf(value.equity.plus(paidOut).minus(capital), capital)),
    today: today && toText(today),
    todayRatio: today && base && ratioText(ratioOf(today, base)),
    drawdownRatio: growth ? ratioText(drawdownOf(value.equity, growth.peak)) : null,
    maxDrawdownRatio: growth ? ratioText(growth.maxDrawdown) : null,
    holdRatio:
      growth?.hold && price ? ratioText(ratioOf(price.minus(growth.hold.price), growth.hold.price)) : null,
  };
}

function toRecord(
  { botId, initialCapital, paidOut, symbol }: BotView,
  { currency, unrealised, dust }: BotValue,
  equity: Decimal,
  records: readonly BotRecord[],
): Pick<BotTileView, "record"> {
  if (!unrealised || !dust.value) return {};
  const own = records.filter((record) => record.botId === botId && record.quote === currency);
  const { realised, closedTrades, wins } = earnedBy(own);
  const capital = toDecimal(initialCapital).minus(toDecimal(paidOut));
  const made = realised.plus(unrealised).plus(dust.value).minus(dust.cost);
  return {
    record: {
      capital: toText(capital),
      advanced: toText(equity.minus(capital).minus(made)),
      realised: toText(realised),
      unrealised: toText(unrealised),
      dustCost: toText(dust.cost),
      dustValue: toText(dust.value),
      dust: toText(sumOf(own.filter((one) => one.symbol === symbol).map((one) => one.dust.amount))),
      closedTrades,
      wins,
    },
  };
}

/** What is lost if the stop fills at its price, closing fee at the rate paid so far; 0 where the stop locks a profit in. */
function atRiskOf(position: HeldPosition, stopPrice: Decimal): Decimal {
  const atStop = position.amount.times(stopPrice);
  const feeRate = ratioOf(position.feesQuote, position.boughtQuote.plus(position.soldQuote));
  return maxOf(ZERO, position.cost.minus(atStop).plus(atStop.times(feeRate)));
}

const RATIO_DECIMALS = 8;

const storedText = (value: Decimal): string => toText(toStored(value));
const ratioText = (ratio: Decimal): string => toText(ratio.toDecimalPlaces(RATIO_DECIMALS));
