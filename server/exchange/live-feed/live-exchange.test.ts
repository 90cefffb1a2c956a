import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExchangeSite } from "@/server/exchange/core/exchange-client";
import { openValrData } from "@/server/exchange/valr/open-valr-data";
import { marketMs } from "@/server/kernel/clock";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { LiveExchange } from "./live-exchange";
import { LIVE_PACE } from "./live-pace";
import { openPushSource } from "./open-push-source";
import { startTapeServer, type TapeTrade } from "./testing/tape-server";

const SYMBOL = "BTC/ZAR";
/** "Noticed within ten seconds", with room for a busy machine. */
const NOTICED_MS = 10_000;
const quiet = { info: () => undefined, warn: () => undefined };

let server: Awaited<ReturnType<typeof startTapeServer>>;
let exchange: LiveExchange;
let ticks: Tick[];
let lost: number;
let next: number;

const made = (price: number, at = Date.now()): TapeTrade => ({
  id: String(++next),
  at,
  price: String(price),
  amount: "0.5",
});

beforeEach(async () => {
  server = await startTapeServer();
  ticks = [];
  lost = 0;
  next = 0;
  server.trade(made(100));
  const site: ExchangeSite = { kind: "simulator", origin: server.origin };
  exchange = new LiveExchange({
    data: openValrData({ site }),
    push: await openPushSource("valr", { site }),
    now: Date.now,
    onTicks: (heard) => ticks.push(...heard),
    onLost: () => lost++,
    log: quiet,
    pace: { ...LIVE_PACE, reconcileMs: 1_000 },
  });
  expect(await exchange.markets(5_000)).toHaveLength(1);
  exchange.watch(new Set([SYMBOL]));
  await until(() => server.isFollowed());
  await until(
    () => exchange.tradedCandles(SYMBOL, "1m", marketMs(0), marketMs(Date.now() + 120_000)).length > 0,
  );
});

afterEach(async () => {
  await exchange.close();
  await server.close();
});

async function until(seen: () => boolean, withinMs = NOTICED_MS): Promise<void> {
  for (const end = Date.now() + withinMs; !seen(); ) {
    if (Date.now() > end) throw new Error("it did not come");
    await sleep(10);
  }
}

/** How often each price was told as a new last price. */
const prices = () => ticks.map(({ last }) => last.toNumber());
const heard = (price: number) => prices().filter((each) => each === price).length;

describe("a live exchange", () => {
  it("tells trades as they are pushed, each once, with the quotes beside them", async () => {
    server.tell();
    server.trade(made(101));
    server.trade(made(102), "twice");
    await until(() => heard(102) > 0);
    expect(heard(101)).toBe(1);
    expect(heard(102)).toBe(1);
    expect(ticks.every(({ bid, ask }) => bid.lte(ask))).toBe(true);
  });

  it("comes back after a cut with the trades made meanwhile, none lost, none doubled", async () => {
    server.cut();
    for (const price of [111, 112, 113]) server.trade(made(price), "lost");
    await until(() => server.isFollowed() && heard(113) > 0);
    server.trade(made(114));
    await until(() => heard(114) > 0);
    expect([111, 112, 113, 114].map(heard)).toEqual([1, 1, 1, 1]);
    expect(lost).toBe(0);
  });

  it("finds a trade that was lost on the way, and takes one out of order for what it is", async () => {
    server.trade(made(121), "lost");
    server.trade(made(122));
    await until(() => heard(121) > 0);
    server.trade(made(123), "held");
    server.trade(made(124));
    await until(() => heard(123) > 0);
    // the price that stands is the newest trade's
    await until(() => prices().at(-1) === 124);
    const at = ticks.map((tick) => tick.at);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(lost).toBe(0);
  });

  it("notices a connection that is half open", async () => {
    const before = server.connections();
    server.knobs.mute = true;
    await until(() => server.connections() > before);
    server.knobs.mute = false;
    await until(() => server.isFollowed());
    server.trade(made(132));
    await until(() => heard(132) > 0);
    expect(heard(132)).toBe(1);
  }, 60_000);

  it("hears of prices that a silent connection does not tell", async () => {
    server.knobs.silent = true;
    const before = server.connections();
    server.trade(made(141));
    await until(() => heard(141) > 0);
    // one that stays silent while prices move is not believed any longer
    const moving = setInterval(() => server.trade(made(150 + next)), 200);
    await until(() => server.connections() > before);
    clearInterval(moving);
  });

  it("says so when trades are gone for good, and counts candles anew from there", async () => {
    server.cut();
    // more than an exchange hands out again, and all of one instant: the newest known is not among them
    const told = server.made.length;
    (server.made as TapeTrade[]).splice(0, told);
    server.trade(made(151, Date.now() + 5), "lost");
    await until(() => lost > 0);
    expect(lost).toBe(1);
  });

  it("hands out candles that equal the tape's, cut every second while a day runs by", async () => {
    const day = dayOfTrades();
    const begin = day[0]?.at ?? 0;
    // the one before would be taken for the one that is to follow
    await exchange.close();
    await until(() => !server.isFollowed());
    // a server of that day: what was made before is gone
    (server.made as TapeTrade[]).splice(0);
    const recorded = new LiveExchange({
      data: openValrData({ site: { kind: "simulator", origin: server.origin } }),
      push: await openPushSource("valr", {
        site: { kind: "simulator", origin: server.origin },
      }),
      now: Date.now,
      onTicks: () => undefined,
      onLost: () => lost++,
      log: quiet,
      pace: { ...LIVE_PACE, retryMs: 50, reconcileMs: 500 },
    });
    await recorded.markets(5_000);
    server.trade(day[0] as TapeTrade);
    recorded.watch(new Set([SYMBOL]));
    // its first trades are read, and the next are pushed
    const heardOf = () =>
      recorded.tradedCandles(SYMBOL, "1m", marketMs(0), marketMs(begin + 2 * 60_000)).length;
    await until(() => server.isFollowed() && heardOf() > 0);
    const steps = 100;
    for (let step = 0; step < steps; step++) {
      const size = Math.ceil(day.length / steps);
      for (const trade of day.slice(Math.max(1, step * size), (step + 1) * size)) server.trade(trade);
      await sleep(50);
      if (step % 20 !== 10) continue;
      // a thousand trades a second are more than an exchange hands out again to a machine that is busy
      await recorded.catchUp(SYMBOL);
      server.cut();
    }
    await until(() => server.isFollowed());
    await recorded.catchUp(SYMBOL);
    await recorded.catchUp(SYMBOL);
    const [from, end] = [marketMs(begin + 60_000), marketMs(begin + 86_400_000)];
    const heardCandles = recorded.tradedCandles(SYMBOL, "5m", from, end);
    expect(heardCandles.map(shown)).toEqual(
      candlesOf(day, "5m", heardCandles[0]?.openAt ?? 0, end).map(shown),
    );
    expect(heardCandles.length).toBeGreaterThan(280);
    await recorded.close();
  }, 60_000);
});

/** A day of trades, eight seconds apart on average. */
function dayOfTrades(): readonly TapeTrade[] {
  const draw = uniformStream(7);
  const begin = Date.UTC(2026, 0, 1);
  const trades: TapeTrade[] = [];
  let price = 1_000_000;
  for (let at = begin; at < begin + 86_400_000; at += 1 + Math.floor(draw() * 16_000)) {
    price += Math.round((draw() - 0.5) * 200);
    trades.push({
      id: String(1_000_000 + trades.length),
      at,
      price: String(price),
      amount: (draw() / 10 + 0.00000001).toFixed(8),
    });
  }
  return trades;
}

/** The candles of the file itself, in plain numbers. */
function candlesOf(trades: readonly TapeTrade[], timeframe: "5m", from: number, end: number) {
  const length = timeframeMs(timeframe);
  const candles = [];
  for (let openAt = from; openAt + length <= end; openAt += length) {
    const inside = trades.filter(({ at }) => at >= openAt && at < openAt + length);
    const [first, last] = [inside[0], inside.at(-1)];
    if (!first || !last) continue;
    const numbers = inside.map(({ price }) => Number(price));
    candles.push({
      openAt,
      open: Number(first.price),
      high: Math.max(...numbers),
      low: Math.min(...numbers),
      close: Number(last.price),
      volume: inside.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 1e8), 0) / 1e8,
    });
  }
  return candles;
}

const shown = ({ openAt, open, high, low, close, volume }: Candle | ReturnType<typeof candlesOf>[number]) =>
  [openAt, open, high, low, close, volume].map(Number);
