import { expect, test } from "vitest";
import { toColumns } from "@/server/decisions/core/candle-columns";
import { marketMs } from "@/server/kernel/clock";
import { timeframeMs } from "@/server/market/core/candle";
import { createSimulatedFeed } from "@/server/market/feeds/simulated-feed";
import { findStrategy } from "@/server/strategy/core/catalog";
import { type DemoBot, planDemoFleet } from "./core/plan-demo-fleet";

const HOUR_MS = 3_600_000;
/** The market starts at the round hour of the first start: hours of different days, nights and weekends among them. */
const STARTS = [9, 57, 131, 402].map((hours) => marketMs(Date.UTC(2026, 10, 22) + hours * HOUR_MS));

// Guards what a visitor sees: at speed 60 ten market hours are ten minutes, and one is the first minute.
test.each([42, 7, 2026])(
  "seed %i: the demo's first wish to buy comes within an hour, everyone's within ten",
  async (seed) => {
    for (const startAt of STARTS) {
      const feed = createSimulatedFeed({ seed, startAt });
      const markets = (await feed.markets()).map((rules) => ({
        ...rules,
        timeframes: feed.timeframesOf(rules),
      }));
      const firsts = await Promise.all(planDemoFleet(markets).bots.map((bot) => firstWishAt(feed, bot)));
      expect(firsts).toHaveLength(6);
      expect(Math.min(...firsts) - startAt).toBeLessThanOrEqual(HOUR_MS);
      expect(Math.max(...firsts) - startAt).toBeLessThanOrEqual(10 * HOUR_MS);
    }
  },
);

/** The close of the first candle, from the start on, at which the bot's strategy wants to buy. */
async function firstWishAt(feed: ReturnType<typeof createSimulatedFeed>, bot: DemoBot): Promise<number> {
  const strategy = findStrategy(bot.strategy);
  if (!strategy) throw new Error(`there is no ${bot.strategy}`);
  const params = strategy.paramsSchema.parse(bot.params);
  const length = timeframeMs(bot.timeframe);
  const read = strategy.warmup(params) + 100;
  const candles = await feed.candles(bot, bot.timeframe, {
    from: marketMs(feed.startAt - read * length),
    until: marketMs(feed.startAt + 10 * HOUR_MS),
    limit: 10_000,
  });
  for (let end = read; end <= candles.length; end++) {
    const window = candles.slice(end - read, end);
    const closedAt = (window.at(-1)?.openAt ?? 0) + length;
    if (strategy.decide(toColumns(window), params, null).direction === "buy") return closedAt;
  }
  return Number.POSITIVE_INFINITY;
}
