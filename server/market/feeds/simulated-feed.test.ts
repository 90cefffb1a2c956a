import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { sumOf } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import { timeframeMs } from "../core/candle";
import { marketKey, type Tick } from "../core/market-feed";
import { findBookFlaw } from "../core/order-book";
import { createSimulatedFeed } from "./simulated-feed";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const feed = () => createSimulatedFeed({ seed: 42, startAt: START });
const BTC = { exchange: "binance" as const, symbol: "BTC/USDT" };
const LUNO = { exchange: "luno" as const, symbol: "BTC/ZAR" };
const text = (tick: Tick) =>
  `${tick.exchange} ${tick.symbol} ${tick.at} ${tick.bid} ${tick.last} ${tick.ask}`;

describe("the simulated feed", () => {
  test("says what it is", () => {
    expect(feed()).toMatchObject({
      kind: "simulated",
      source: "simulated:42",
      label: "SIMULATED MARKET · seed 42",
      endAt: null,
    });
  });

  test("ticks for active markets only", async () => {
    const silent = feed();
    expect(await silent.ticks(START, marketMs(START + 60_000))).toEqual([]);
    silent.setActive([BTC, { exchange: "binance" as const, symbol: "NONE/USDT" }]);
    const ticks = await silent.ticks(START, marketMs(START + 60_000));
    expect(ticks).toHaveLength(12);
    expect(new Set(ticks.map(({ symbol }) => symbol))).toEqual(new Set(["BTC/USDT"]));
  });

  test("gives each tick once, in order, never later than asked, however the time is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 12 }),
        async (cuts) => {
          const [whole, cut] = [feed(), feed()];
          for (const one of [whole, cut]) one.setActive([BTC, LUNO]);
          const pieces: Tick[] = [];
          let at = START;
          for (const length of cuts) {
            const until = marketMs(at + length);
            pieces.push(...(await cut.ticks(at, until)));
            expect(pieces.at(-1)?.at ?? 0).toBeLessThanOrEqual(until);
            at = until;
          }
          expect(pieces.map(text)).toEqual((await whole.ticks(START, at)).map(text));
          expect(pieces.every((tick, index) => index === 0 || tick.at >= (pieces[index - 1]?.at ?? 0))).toBe(
            true,
          );
          expect(
            pieces.every(({ bid, last, ask }) => bid.gt(0) && bid.lte(last) && last.lte(ask) && bid.lt(ask)),
          ).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("makes its candles of the very prices its ticks show", async () => {
    const own = feed();
    own.setActive([LUNO]);
    const until = marketMs(START + timeframeMs("5m"));
    const [candle] = await own.candles(LUNO, "5m", { from: START, until, limit: 10 });
    const prices = (await own.ticks(marketMs(START - 1), marketMs(until - 1))).map(({ last }) =>
      last.toNumber(),
    );
    expect(prices).toHaveLength(60);
    expect(candle).toBeDefined();
    expect(candle?.open.toNumber()).toBe(prices[0]);
    expect(candle?.close.toNumber()).toBe(prices.at(-1));
    expect(candle?.high.toNumber()).toBe(Math.max(...prices));
    expect(candle?.low.toNumber()).toBe(Math.min(...prices));
  });

  test.each(["3m", "15m", "30m", "1h", "4h", "1d"] as const)(
    "adds up its minutes to %s candles",
    async (timeframe) => {
      const until = marketMs(Date.UTC(2026, 10, 22));
      const from = marketMs(until - timeframeMs(timeframe));
      const minutes = await feed().candles(BTC, "1m", { from, until, limit: 2_000 });
      const [whole] = await feed().candles(BTC, timeframe, { from, until, limit: 1 });
      expect(minutes).toHaveLength(timeframeMs(timeframe) / 60_000);
      expect(whole?.open.eq(minutes[0]?.open ?? 0)).toBe(true);
      expect(whole?.close.eq(minutes.at(-1)?.close ?? 0)).toBe(true);
      expect(whole?.high.toNumber()).toBe(Math.max(...minutes.map(({ high }) => high.toNumber())));
      expect(whole?.low.toNumber()).toBe(Math.min(...minutes.map(({ low }) => low.toNumber())));
      expect(whole?.volume.eq(sumOf(minutes.map(({ volume }) => volume)))).toBe(true);
    },
  );

  test("gives closed candles only, the newest up to the limit, thirty days back at once", async () => {
    const until = marketMs(START + 123_456);
    const candles = await feed().candles(BTC, "5m", { from: marketMs(0), until, limit: 8_640 });
    expect(candles).toHaveLength(8_640);
    expect(candles.at(-1)?.openAt).toBe(START - timeframeMs("5m"));
    expect(
      candles.every(
        ({ openAt }, index) => index === 0 || openAt - (candles[index - 1]?.openAt ?? 0) === 300_000,
      ),
    ).toBe(true);
    const rules = (await feed().markets()).find(
      ({ symbol, exchange }) => symbol === BTC.symbol && exchange === BTC.exchange,
    );
    expect(candles.every(({ close }) => close.gt(0) && close.mod(rules?.tickSize ?? 1).isZero())).toBe(true);
  });

  test("offers every timeframe for its own markets and none for others", () => {
    expect(feed().timeframesOf(BTC)).toEqual(["1m", "3m", "5m", "15m", "30m", "1h", "4h", "1d"]);
    expect(feed().timeframesOf({ ...BTC, symbol: "NONE/USDT" })).toEqual([]);
  });

  test.each([BTC, LUNO])(
    "shows a book of $symbol that begins at the newest tick's bid and ask, at its instant, on tick and lot",
    async (market) => {
      const own = feed();
      own.setActive([market]);
      const rules = (await own.markets()).find((one) => marketKey(one) === marketKey(market));
      invariant(rules, "its rules");
      for (const offset of [0, 4_999, 61_000, 3_600_000]) {
        const at = marketMs(START + offset);
        const newest = (await own.ticks(marketMs(at - 5_000), at)).at(-1);
        const book = await own.book(market, at);
        invariant(book && newest, "a book and a tick");
        expect(book.at).toBe(newest.at);
        expect(book.bids[0]?.price).toEqual(newest.bid);
        expect(book.asks[0]?.price).toEqual(newest.ask);
        expect(findBookFlaw(book)).toBeNull();
        for (const { price, amount } of [...book.bids, ...book.asks]) {
          expect(price.mod(rules.tickSize).isZero() && amount.mod(rules.lotSize).isZero()).toBe(true);
        }
      }
    },
  );

  test("has no book of a market it does not know", async () => {
    expect(await feed().book({ ...BTC, symbol: "NONE/USDT" }, START)).toBeNull();
  });
});
