// The whole way of live money, without any: a key at a simulated exchange, its balance found and taken over, a bot that goes
// live, buys there, is protected there, is stopped out, and a ledger that agrees with the exchange to the last digit.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { db } from "@/server/platform/db";
import {
  letBotBuy,
  letBotGoLive,
  openPracticeWorld,
  type PracticeWorld,
  takeAccountOver,
} from "./testing/practice-world";

const CASES = [
  { exchange: "luno", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
  { exchange: "valr", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
  { exchange: "binance", symbol: "BTC/USDT", asset: "USDT", capital: "20000" },
  { exchange: "kraken", symbol: "BTC/USD", asset: "USD", capital: "20000" },
  { exchange: "kucoin", symbol: "BTC/USDT", asset: "USDT", capital: "20000" },
] as const;
const LOOKS = { timeout: 30_000, interval: 300 };

let world: PracticeWorld;
beforeAll(async () => {
  world = await openPracticeWorld(CASES);
});
afterAll(() => world?.close());

it.each(CASES)(
  "$exchange: a bot goes from paper to it, buys, is protected there, is stopped out, and nothing differs",
  async (of) => {
    await takeAccountOver(world, of);
    const bot = await letBotGoLive(world, of);
    const { botId } = bot;
    await letBotBuy(world, of, bot);
    const decided = await db.decision.findMany({ where: { book: "practice", botId } });
    expect(decided.map(({ reasonCode }) => reasonCode)).toEqual(["entry_signal"]);
    await vi.waitFor(async () => expect(await world.difference(of)).toBe("0"), LOOKS);
    const stop = { botId, type: "stop", status: "ack" } as const;
    await vi.waitFor(async () => expect(await db.order.count({ where: stop })).toBe(1), LOOKS);

    // the price falls through its stop: what rests there is taken back, and it is sold from here
    await vi.waitFor(async () => {
      await world.price(of, bot.close.times("0.96").toFixed(0));
      expect(await world.held(botId)).toHaveLength(0);
    }, LOOKS);
    await vi.waitFor(async () => expect(await world.difference(of)).toBe("0"), LOOKS);

    const { orders, trades } = world.control(of).truth();
    const ours = await db.order.findMany({
      where: { botId, book: "practice" },
      orderBy: { marketAt: "asc" },
    });
    expect(
      ours.map(({ purpose, type, status, endCode }) => [purpose, type === "stop", status, endCode]),
    ).toEqual([
      ["entry", false, "filled", ""],
      ["exit", true, "cancelled", "exit_requested"],
      ["exit", false, "filled", ""],
    ]);
    // one more: the resting order of the test
    expect(orders.length).toBe(ours.length + 1);
    expect(trades.length).toBe(await db.fill.count({ where: { botId, book: "practice" } }));
  },
);
