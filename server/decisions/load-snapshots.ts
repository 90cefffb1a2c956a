import type { TradingBot } from "@/server/bots/core/trading-bot";
import { venueOf } from "@/server/exchange/core/venue-name";
import { findAccountHolds } from "@/server/execution/external/find-holds";
import { findWorkingBots } from "@/server/execution/find-working-bots";
import type { TradingRuntime } from "@/server/execution/runtime";
import { meanTrueRange } from "@/server/indicators/core/atr";
import type { MarketMs } from "@/server/kernel/clock";
import { minOf, toDecimal } from "@/server/kernel/money";
import { listBotBalances } from "@/server/ledger/find-balances";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { inParallel } from "@/server/platform/in-parallel";
import { mapInGoes } from "@/server/platform/map-in-goes";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import type { FeedHold } from "@/server/risk/core/rule";
import { type OpenExposure, openEntryExposure } from "@/server/risk/open-entry-exposure";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { findStrategy } from "@/server/strategy/core/catalog";
import { judgeMemory } from "@/server/strategy/core/judge-memory";
import { MEMORY_MAX } from "@/server/strategy/core/memory";
import { type FilledOrder, holdingFacts } from "./core/holding-facts";
import type { Snapshot } from "./core/plan-decision";
import type { CandleWindow } from "./core/snapshot-json";
import type { OwnVirtualTrade } from "./core/virtual-trade";
import { byAccount, entryOf, equityOf, type Holdings, holdingsOf, rangeCandlesOf } from "./entry-facts";
import { type BotTradeRecord, listBotTradeRecords } from "./list-bot-trade-records";
import { type ReadWindow, readWindow } from "./read-window";
import { findFilledOrders } from "./store/filled-orders";
import { findOpenVirtual } from "./store/virtual-trades";

const READS_MOST = 4;

export type BotSnapshot = {
  readonly bot: TradingBot;
  readonly snapshot: Snapshot;
  readonly window: CandleWindow;
  readonly settings: Settings;
  /** what the book says to an entry, asked when it is the bot's turn; null: nothing */
  readonly exposure: OpenExposure | null;
  readonly tradeRecord: BotTradeRecord | null;
  /** the bot's virtual trade that is being followed, of whatever version and market; null: none */
  readonly openVirtual: OwnVirtualTrade | null;
  /** told once the bot's entry is written or given up */
  readonly written?: () => void;
};

type Mode = Awaited<ReturnType<typeof getTradingMode>>;

/**
 * Reads everything the decisions of some bots of one user and book need: a constant number of queries for the
 * batch, the book's own facts once per slot, and the candles once per market. Bots whose market this feed does not offer, or whose candles cannot be
 * read now, are left out.
 */
export async function loadSnapshots(
  runtime: TradingRuntime,
  bots: readonly TradingBot[],
  slotAt: MarketMs,
): Promise<readonly BotSnapshot[]> {
  const first = bots[0];
  if (!first) return [];
  const { userId, book } = first;
  const botIds = bots.map((bot) => bot.botId);
  const settings = await getSettings(userId);
  const [exposure, tradeRecords, mode, positions, working, balances, followed, isHeld] = await Promise.all([
    openEntryExposure(runtime, { userId, book, at: slotAt, settings, markets: bots }),
    listBotTradeRecords(bots, settings, slotAt),
    getTradingMode(userId),
    listOpenPositions({ userId, book, botIds }),
    findWorkingBots(botIds),
    listBotBalances({ userId, book, botIds }),
    findOpenVirtual(botIds),
    findAccountHolds([{ userId }]),
  ]);
  const needs = new Map(bots.map((bot) => [bot.botId, needsOf(bot, settings)]));
  const needOf = (bot: TradingBot): Needs => needs.get(bot.botId) ?? NO_NEEDS;
  const inLots = positions.filter(({ botId }) => needs.get(botId)?.lots);
  const filledOrders = await findFilledOrders(inLots.map(({ positionId }) => positionId));
  // several at once, into the store of windows, the longest first: one read of a market serves them all
  const longestFirst = bots.toSorted((one, other) => needOf(other).candles - needOf(one).candles);
  // what fails is told where its bot is looked at below
  await inParallel(longestFirst, READS_MOST, (bot) =>
    readWindow(runtime, bot, slotAt, needOf(bot).candles).catch(() => null),
  );
  const balanceOf = byAccount(balances);
  const held = new Map(positions.map((open) => [open.botId, open]));
  const virtual = new Map(followed.map((trade) => [trade.botId, trade]));
  const out = await mapInGoes(bots, async (bot): Promise<BotSnapshot | null> => {
    const rules = runtime.rulesOf(bot.exchange, bot.symbol);
    if (!rules) return null;
    const window = await readWindow(runtime, bot, slotAt, needOf(bot).candles).catch((error: unknown) => {
      runtime.failed("reading candles", bot.botId, error);
      return null;
    });
    if (!window) return null;
    const holdings = holdingsOf(bot, balanceOf, rules);
    const position = held.get(bot.botId) ?? null;
    const orderWorking = working.has(bot.botId);
    const filled = filledOrders.get(position?.positionId ?? "") ?? [];
    const { base, quote } = rules;
    const accountHeld = isHeld({ userId, book, venue: venueOf(bot), symbol: bot.symbol, base, quote });
    const facts = {
      settings,
      mode,
      holdings,
      position,
      filled,
      orderWorking,
      accountHeld,
      feedHeld: runtime.feedHold?.(bot.exchange, bot.symbol) ?? null,
      window,
      rules,
      slotAt,
    };
    return {
      bot,
      settings,
      snapshot: toSnapshot(bot, facts),
      window: toWindow(runtime, bot, window, slotAt),
      exposure,
      tradeRecord: tradeRecords.get(bot.botId) ?? null,
      openVirtual: virtual.get(bot.botId) ?? null,
    };
  });
  return out.filter((one) => one !== null);
}

type Needs = { readonly candles: number; readonly lots: boolean };
/** What the decision function refuses before it looks at candles. */
const NO_NEEDS: Needs = { candles: 1, lots: false };

/** How many candles a bot's decision depends on, and whether it may buy in lots. */
function needsOf(bot: TradingBot, settings: Settings): Needs {
  const strategy = findStrategy(bot.strategy);
  const parsed = strategy?.paramsSchema.safeParse(bot.params);
  if (!strategy || !parsed?.success) return NO_NEEDS;
  const { data: params } = parsed;
  const candleMs = timeframeMs(bot.timeframe as Timeframe);
  if (judgeMemory(strategy, params, candleMs) !== null) return NO_NEEDS;
  const candles = Math.min(
    MEMORY_MAX,
    Math.max(strategy.memory(params, candleMs), strategy.warmup(params), rangeCandlesOf(bot, settings)),
  );
  return { candles, lots: strategy.lotsMax(params) > 1 };
}

type Facts = {
  readonly settings: Settings;
  readonly mode: Mode;
  readonly holdings: Holdings;
  readonly position: OpenPosition | null;
  readonly filled: readonly FilledOrder[];
  readonly orderWorking: boolean;
  readonly accountHeld: boolean;
  readonly feedHeld: FeedHold | null;
  readonly window: ReadWindow;
  readonly rules: Snapshot["rules"];
  readonly slotAt: MarketMs;
};

function toSnapshot(bot: TradingBot, facts: Facts): Snapshot {
  const { settings, holdings, position, window, rules, slotAt } = facts;
  const length = timeframeMs(bot.timeframe as Timeframe);
  const { price, newestOpenAt } = window;
  const averageRange = (candles: number) =>
    meanTrueRange(window.columns, window.columns.close.length, candles);
  return {
    strategy: bot.strategy,
    params: bot.params,
    window: window.columns,
    candleMs: length,
    intervalsBehind:
      newestOpenAt === null ? settings.staleIntervals : Math.round((slotAt - newestOpenAt - length) / length),
    staleIntervals: settings.staleIntervals,
    price,
    holding: position && {
      positionId: position.positionId,
      sellable: minOf(holdings.base, position.amount),
      seen: holdingFacts(entryPriceOf(position), facts.filled, {
        openedAt: position.openedMarketAt,
        slotAt,
        candleMs: length,
      }),
    },
    equity: equityOf(holdings, price),
    rules,
    weights: settings.weights,
    entryThreshold: toDecimal(settings.entryThreshold),
    entry: entryOf(bot, { ...facts, price, averageRange }),
  };
}

const toWindow = (
  runtime: TradingRuntime,
  bot: TradingBot,
  { count, digest }: ReadWindow,
  slotAt: MarketMs,
): CandleWindow => ({
  source: runtime.marketSource,
  exchange: bot.exchange,
  symbol: bot.symbol,
  timeframe: bot.timeframe,
  slotAt,
  count,
  digest,
});
