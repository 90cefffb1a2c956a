import { record } from "@/server/audit/record";
import type { BotView } from "@/server/bots/core/bot";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { listPastTrades, type PastTrade } from "@/server/positions/list-past-trades";
import { dayLoss, fallFromPeak, type GuardMemory, type Loss } from "@/server/risk/core/guard-memory";
import type { GuardSources } from "@/server/risk/guard-sources";
import { listGuardRows } from "@/server/risk/list-guards";
import { type BookReading, readBookValue } from "@/server/risk/read-book-value";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { actOnBot } from "./act-on-bot";
import type { Trade } from "./core/bot-facts";
import { afterLook, type BotWatch, factsOf, keptMeasures } from "./core/bot-watch";
import { judgeBot } from "./core/judge-bot";
import { endLeft } from "./end-left";
import { findStanding } from "./store/detections";
import { findWatches, saveWatches } from "./store/watches";
import { tellCrowds } from "./tell-crowds";
import { tellLocks } from "./tell-locks";

type Key = { readonly userId: string; readonly book: Book };
type Reading = BookReading["bots"][number];

/** Bots whose past is read by one query. */
const BATCH = 250;

export type Watched = { readonly bots: number; readonly quarantined: number };

/**
 * One look of the bodyguard at a book: every running bot is measured against its limits and its own past, what is found is
 * written down, and what is confirmed is done. Nothing while another process leads. A look that ran twice finds its own
 * rows and does nothing twice; what fails for one bot stops none of the others.
 */
export async function watchBots(sources: GuardSources, key: Key): Promise<Watched> {
  if (sources.leaderToken() === null) return { bots: 0, quarantined: 0 };
  const at = sources.clocks.market();
  const settings = await getSettings(key.userId);
  const priceOf = (exchange: ExchangeName, symbol: string) =>
    sources.lastTick(exchange, symbol)?.last ?? null;
  const [reading, guards, watches, standing] = await Promise.all([
    readBookValue({ ...key, at, timeZone: settings.timeZone, priceOf }),
    listGuardRows(key),
    findWatches(key),
    findStanding(key),
  ]);
  const memories = new Map(
    guards.filter(({ scope }) => scope === "bot").map(({ subject, memory }) => [subject, memory]),
  );
  const byBot = Map.groupBy(standing, ({ botId }) => botId);
  const readings = new Map(reading.bots.map((one) => [one.bot.botId, one]));
  const running = reading.all.filter(({ status }) => status === "running");
  let quarantined = 0;
  for (let from = 0; from < running.length; from += BATCH) {
    const some = running.slice(from, from + BATCH);
    const looks = await measure({ key, at, settings, readings, memories, watches }, some);
    const kept = looks.map(({ watch, found, day }) => ({ watch, measures: keptMeasures([...found, day]) }));
    await record((tx) => saveWatches(tx, key, kept, sources.clocks.wall()));
    for (const { bot, found } of looks) {
      const act = { bot, measures: found, settings, standing: byBot.get(bot.botId) ?? [] };
      if (await actSafely(sources, key, act)) quarantined += 1;
    }
  }
  await endLeft(sources, key, { standing, bots: reading.all });
  await tellCrowds(sources, key, { running, standing, settings });
  await tellLocks(sources, key, { guards, standing, settings });
  return { bots: running.length, quarantined };
}

async function actSafely(
  sources: GuardSources,
  key: Key,
  found: Parameters<typeof actOnBot>[2],
): Promise<boolean> {
  return actOnBot(sources, key, found).catch((error: unknown) => {
    sources.failed("watching", found.bot.botId, error);
    return false;
  });
}

type Known = {
  readonly key: Key;
  readonly at: MarketMs;
  readonly settings: Settings;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly memories: ReadonlyMap<string, GuardMemory>;
  readonly watches: ReadonlyMap<string, BotWatch>;
};

async function measure(known: Known, some: readonly BotView[]) {
  const { key, settings } = known;
  const byId = new Map(some.map((bot) => [bot.botId, bot]));
  const trading = await listTradingBots({ botIds: [...byId.keys()], limit: some.length });
  const past = Map.groupBy(await listPastTrades(key.book, trading), ({ botId }) => botId);
  return trading.flatMap((one) => {
    const bot = byId.get(one.botId);
    if (!bot) return [];
    const { watch, facts, day } = look(known, one, past.get(one.botId) ?? []);
    return [{ bot, watch, day, found: judgeBot(facts, settings) }];
  });
}

function look(known: Known, bot: TradingBot, past: readonly PastTrade[]) {
  const { at, readings, memories, watches } = known;
  const seen = readings.get(bot.botId)?.reading ?? null;
  const memory = memories.get(bot.botId);
  const watch = afterLook(watches.get(bot.botId) ?? null, {
    botId: bot.botId,
    versionId: bot.versionId,
    at,
    profit: seen === null ? null : seen.profit.toNumber(),
    invested: seen === null ? null : seen.invested.toNumber(),
  });
  const fall = seen && memory ? shareOf(fallFromPeak(memory, seen)) : null;
  const facts = factsOf(watch, {
    candleMs: timeframeMs(bot.timeframe as Timeframe),
    currency: bot.stakeCurrency,
    fall,
    trades: past.map(toTrade),
    hasPrice: seen !== null,
  });
  // judged by the guards, every two seconds; kept here for the page
  const day = {
    check: "bot_day_loss",
    value: seen && memory ? Math.max(0, shareOf(dayLoss(memory, seen))) : null,
    limit: Number(known.settings.guards.botDailyLoss),
    unit: "ratio",
  } as const;
  return { watch, facts, day };
}

const shareOf = ({ lost, of }: Loss): number => (of.gt(0) ? lost.div(of).toNumber() : 0);

const toTrade = ({ openedAt, closedAt, paid, realised }: PastTrade): Trade => ({
  openedAt,
  closedAt,
  paid: paid.toNumber(),
  result: closedAt === null ? null : realised.div(paid).toNumber(),
});
