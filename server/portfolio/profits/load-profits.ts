import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import { venueOf } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { type Decimal, sumOf, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import { listBalances } from "@/server/ledger/find-balances";
import type { BotRecord } from "@/server/positions/core/bot-record";
import { listTradeFigures, type TradeFigures } from "@/server/positions/list-trade-figures";
import { summarisePositions } from "@/server/positions/summarise-positions";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { type PlacePlan, planRebalance } from "../core/plan-rebalance";
import { openRates } from "../core/published-rates";
import { type BotFigures, type BotRank, rankBots } from "../core/rank-bots";
import { getLiveView } from "../get-live-view";
import { sumGiven } from "./store";

/** The owner's least amount is in rand. */
const LEAST_CURRENCY = "ZAR";

export type Profits = {
  readonly book: Book;
  /** the book's bots, twins left out */
  readonly bots: readonly BotView[];
  readonly figures: ReadonlyMap<string, TradeFigures>;
  readonly ranks: readonly BotRank[];
  readonly plans: readonly PlacePlan[];
};

/** How a book's bots stand among each other, and what a rebalance of its profits would do now. */
export async function loadProfits(q: {
  readonly userId: string;
  readonly book?: Book | undefined;
  readonly wallNow: WallMs;
}): Promise<Profits> {
  const { userId, wallNow } = q;
  const [view, settings] = await Promise.all([getLiveView(userId, q.book), getSettings(userId)]);
  const book = q.book ?? view?.book ?? "paper";
  const [all, figures, records, balances, given] = await Promise.all([
    listBots(userId),
    listTradeFigures(userId, book),
    summarisePositions({ userId, book }),
    listBalances({ userId, book }),
    sumGiven(userId, book),
  ]);
  const bots = all.filter((bot) => bot.book === book && bot.twinOf === null);
  const twins = new Set(all.flatMap(({ botId, twinOf }) => (twinOf === null ? [] : [botId])));
  const byBot = new Map(figures.map((one) => [one.botId, one]));
  const ranks = rankBots(bots.flatMap((bot) => toFigures(bot, byBot.get(bot.botId)) ?? []));
  const rates = openRates({
    feeds: view?.feeds ?? [],
    display: view?.display,
    currency: LEAST_CURRENCY,
    wallNow,
  });
  const facts: PlanFacts = {
    book,
    bots,
    given,
    settings,
    records: records.filter(({ botId }) => !twins.has(botId)),
    scores: new Map(ranks.map(({ botId, score }) => [botId, score])),
    freeOf: (botId, venue, asset) =>
      balances.find(
        (row) =>
          row.kind === "allocated" && row.botKey === botId && row.venue === venue && row.asset === asset,
      )?.balance ?? ZERO,
    leastIn: (currency) => {
      const rate = rates.of(currency);
      const least = toDecimal(settings.wallet.rebalanceLeast);
      return rate.kind === "known" ? toStored(least.times(rate.denominator).div(rate.numerator)) : null;
    },
  };
  return { book, bots, figures: byBot, ranks, plans: planPlaces(facts) };
}

function toFigures(bot: BotView, of: TradeFigures | undefined): BotFigures | null {
  if (!of || of.trades === 0) return null;
  const [won, lost] = [of.won.toNumber(), of.lost.toNumber()];
  return {
    botId: bot.botId,
    trades: of.trades,
    netProfit: of.realised.div(toDecimal(bot.initialCapital)).toNumber(),
    winRate: of.wins / of.trades,
    profitFactor: lost === 0 ? Number.POSITIVE_INFINITY : won / lost,
    sharpe: of.deviation ? of.mean / of.deviation : null,
    meanProfit: of.mean,
  };
}

type PlanFacts = {
  readonly book: Book;
  readonly bots: readonly BotView[];
  readonly records: readonly BotRecord[];
  readonly given: ReadonlyMap<string, Decimal>;
  readonly scores: ReadonlyMap<string, number>;
  readonly settings: Settings;
  readonly freeOf: (botId: string, venue: string, asset: string) => Decimal;
  readonly leastIn: (currency: string) => Decimal | null;
};

function planPlaces(facts: PlanFacts): readonly PlacePlan[] {
  return exchangeNames.flatMap((exchange) => {
    const currencies = new Set([
      ...facts.records.filter((one) => one.exchange === exchange).map(({ quote }) => quote),
      ...facts.bots.filter((one) => one.exchange === exchange).map(({ stakeCurrency }) => stakeCurrency),
    ]);
    return [...currencies].toSorted().map((currency) => planPlace(facts, exchange, currency));
  });
}

function planPlace(facts: PlanFacts, exchange: ExchangeName, currency: string): PlacePlan {
  const venue = venueOf({ book: facts.book, exchange });
  const here = new Map(
    facts.bots
      .filter((bot) => bot.exchange === exchange && bot.stakeCurrency === currency)
      .map((bot) => [bot.botId, bot]),
  );
  const records = facts.records.filter((one) => one.exchange === exchange && one.quote === currency);
  const ids = new Set([...here.keys(), ...records.map(({ botId }) => botId)]);
  const bots = [...ids].toSorted().map((botId) => ({
    botId,
    realised: sumOf(records.filter((one) => one.botId === botId).map(({ realised }) => realised)),
    given: facts.given.get(`${botId} ${venue} ${currency}`) ?? ZERO,
    // one that is no more, or trades elsewhere by now, gives nothing
    free: here.has(botId) ? facts.freeOf(botId, venue, currency) : ZERO,
    runs: here.get(botId)?.status === "running",
    score: here.has(botId) ? (facts.scores.get(botId) ?? null) : null,
  }));
  const best = facts.settings.wallet.rebalanceBots;
  return planRebalance({ exchange, currency, bots, least: facts.leastIn(currency), best });
}
