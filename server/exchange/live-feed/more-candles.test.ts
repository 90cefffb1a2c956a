import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountClient, MarketData } from "@/server/exchange/core/exchange-client";
import { openAccount, openMarketData } from "@/server/exchange/open-exchange";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { aggregateCandles } from "@/server/market/core/aggregate-candles";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import { withMoreCandles } from "./more-candles";

const MINUTE_MS = 60_000;
const START = marketMs(1_800_000_000_000 - (1_800_000_000_000 % (3 * MINUTE_MS)));
const minute = (index: number, close: string): Candle => {
  const price = toDecimal(close);
  const openAt = marketMs(START + index * MINUTE_MS);
  return { openAt, open: price, high: price, low: price, close: price, volume: toDecimal("1") };
};

/** An exchange that has minutes, at most so many at a time, and nothing else. */
const minutesOnly = (minutes: readonly Candle[], most = 1_000) =>
  ({
    exchange: "kraken",
    candles: async (_symbol: string, timeframe: Timeframe, from: number, limit: number) =>
      timeframe === "1m"
        ? minutes.filter(({ openAt }) => openAt >= from).slice(0, Math.min(limit, most))
        : null,
  }) as unknown as MarketData;
const closes = (candles: readonly Candle[] | null) => candles?.map(({ close }) => close.toFixed());

describe("a timeframe that an exchange has none of", () => {
  const nine = Array.from({ length: 9 }, (_, index) => minute(index, String(index + 1)));
  const ask = (data: MarketData, now: number, limit = 100) =>
    withMoreCandles(data, null, () => now).candles("BTC/USD", "3m", START, limit);

  it("is made of its minutes, those alone that have closed", async () => {
    expect(closes(await ask(minutesOnly(nine), START + 9 * MINUTE_MS))).toEqual(["3", "6", "9"]);
    expect(closes(await ask(minutesOnly(nine.slice(0, 8)), START + 8 * MINUTE_MS))).toEqual(["3", "6"]);
    // nobody traded in its last minute
    expect(closes(await ask(minutesOnly(nine.slice(0, 8)), START + 9 * MINUTE_MS))).toEqual(["3", "6", "8"]);
  });

  it("ends with the last whole one where the exchange cuts its page", async () => {
    expect(closes(await ask(minutesOnly(nine, 5), START + 60 * MINUTE_MS))).toEqual(["3"]);
    expect(closes(await ask(minutesOnly(nine), START + 60 * MINUTE_MS, 2))).toEqual(["3", "6"]);
  });

  it("stays unknown where there are no minutes either", async () => {
    const none = { ...minutesOnly([]), candles: async () => null };
    expect(await ask(none, START)).toBeNull();
  });
});

describe("candles that Luno has for keys alone", () => {
  let simulator: Simulator;
  let data: MarketData;
  let account: AccountClient;
  beforeAll(async () => {
    simulator = await startSimulator({ exchange: "luno", limits: 0 });
    const site = { kind: "simulator", origin: simulator.origin } as const;
    const credentials = simulator.control.makeKey({});
    data = await openMarketData("luno", { site });
    account = await openAccount("luno", { site, credentials });
  });
  afterAll(async () => {
    await account?.close();
    await data?.close();
    await simulator?.close();
  });

  it("are the exchange's own with a key, three minutes made of them, and none without", async () => {
    const from = marketMs(Date.now() - (Date.now() % (3 * MINUTE_MS)) - 60 * MINUTE_MS);
    const without = withMoreCandles(data, null, Date.now);
    expect(await without.candles("BTC/ZAR", "5m", from, 100)).toBeNull();
    const keyed = withMoreCandles(
      data,
      async (_exchange, ...of) => (await account.candles?.(...of)) ?? null,
      Date.now,
    );
    const minutes = (await keyed.candles("BTC/ZAR", "1m", from, 100)) ?? [];
    expect(minutes.length).toBeGreaterThanOrEqual(59);
    const [three, five] = [
      await keyed.candles("BTC/ZAR", "3m", from, 10),
      await keyed.candles("BTC/ZAR", "5m", from, 5),
    ];
    expect(closes(three)).toEqual(closes(aggregateCandles(minutes.slice(0, 30), "1m", "3m")));
    expect(five).toHaveLength(5);
    const wanted = minutes.find(({ openAt }) => openAt === five?.[0]?.openAt);
    expect(five?.[0]?.open.eq(wanted?.open ?? 0)).toBe(true);
  });
});
