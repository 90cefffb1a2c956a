import type { BotView } from "@/server/bots/core/bot";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { startOfNextDay } from "@/server/portfolio/core/owner-day";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { judgeBot } from "./core/guard-memory";
import { decidePart } from "./decide-part";
import type { GuardSources } from "./guard-sources";
import { quarantineBot, releaseBots } from "./quarantine-bots";
import { type BookReading, readBookValue } from "./read-book-value";
import { type Remembered, rememberReadings } from "./remember-readings";

type BookKey = { readonly userId: string; readonly book: Book };

/**
 * One round of the guards over some books whose prices this process has: remembers peaks and the profit each owner's
 * day began with, locks or halts a book, quarantines its bots and lets them go again. Every act is audited and told.
 *
 * Only the process that leads acts. Books never mix: each is valued, remembered and judged by itself. What fails for
 * one stops none of the others.
 */
export async function guardBooks(sources: GuardSources, books: readonly BookKey[]): Promise<void> {
  if (sources.leaderToken() === null) return;
  for (const key of books)
    await guardBook(sources, key).catch((error: unknown) => sources.failed("guarding", key.book, error));
}

async function guardBook(sources: GuardSources, key: BookKey): Promise<void> {
  const settings = await getSettings(key.userId);
  const at = sources.clocks.market();
  const released = await releaseBots(sources, key);
  const priceOf = (exchange: ExchangeName, symbol: string) =>
    sources.lastTick(exchange, symbol)?.last ?? null;
  const reading = await readBookValue({ ...key, at, timeZone: settings.timeZone, priceOf });
  const remembered = await rememberReadings(key, reading, sources.clocks.wall());
  const nextMidnight = startOfNextDay(at, settings.timeZone);
  for (const [currency, seen] of reading.parts)
    await decidePart(sources, key, { ...partRules(settings), currency, nextMidnight, reading: seen });
  const running = reading.bots.filter(({ bot }) => bot.status === "running" && !released.has(bot.botId));
  await guardBots(sources, key, { running, remembered, settings, nextMidnight });
}

const partRules = ({ guards }: Settings) => ({
  dailyLoss: toDecimal(guards.bookDailyLoss),
  drawdown: toDecimal(guards.bookDrawdown),
});

type Fleet = {
  readonly running: BookReading["bots"];
  readonly remembered: Remembered;
  readonly settings: Settings;
  readonly nextMidnight: MarketMs;
};

async function guardBots(sources: GuardSources, key: BookKey, fleet: Fleet): Promise<void> {
  const { running, remembered, settings, nextMidnight } = fleet;
  const { botDailyLoss, botDrawdown, quarantineHours } = settings.guards;
  for (const { bot, currency, reading } of running) {
    const memory = remembered.get(bot.botId);
    if (!memory) continue;
    const rest = judgeBot(memory, reading, {
      dailyLoss: toDecimal(botDailyLoss),
      drawdown: toDecimal(botDrawdown),
      currency,
      nextMidnight,
      restMs: quarantineHours * HOUR_MS,
    });
    if (rest) await tryQuarantine(sources, key, bot, rest);
  }
}

async function tryQuarantine(
  sources: GuardSources,
  key: BookKey,
  bot: BotView,
  rest: Parameters<typeof quarantineBot>[3],
): Promise<void> {
  await quarantineBot(sources, key, bot, rest).catch((error: unknown) =>
    sources.failed("quarantining", bot.botId, error),
  );
}

const HOUR_MS = 3_600_000;
