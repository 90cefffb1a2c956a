import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { MarketFeed } from "../core/market-feed";
import { openRecordedFeed } from "./recorded-feed";

const FACTS = path.resolve(import.meta.dirname, "../../../../shared/facts/market");
const HEADER = "timestamp_ms,open,high,low,close,volume";
const MINUTES_5 = 300_000;
const T0 = Date.UTC(2024, 0, 1);
const BTC = { exchange: "binance" as const, symbol: "BTC/USDT" };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "recorded-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = (index: number, prices = "100.5,101.25,99,100.75,2.5") => `${T0 + index * MINUTES_5},${prices}`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index));

async function fileOf(lines: readonly string[], name = "BINANCE_BTC-USDT_5m.csv"): Promise<string> {
  const file = path.join(folder, name);
  const text = `${lines.join("\n")}\n`;
  await writeFile(file, name.endsWith(".gz") ? gzipSync(text) : text);
  return file;
}

const openRows = async (lines: readonly string[], name?: string): Promise<MarketFeed> =>
  openRecordedFeed([await fileOf([HEADER, ...lines], name)], Date.now());

describe("candles that cannot be believed", () => {
  const SPIKE = "100.5,1012.5,99,100.75,2.5";

  test("a spike is left out of candles, longer candles and ticks alike, and counted", async () => {
    const lines = Array.from({ length: 120 }, (_, index) => (index === 70 ? row(index, SPIKE) : row(index)));
    const feed = await openRows(lines);
    feed.setActive([BTC]);
    const range = { from: marketMs(T0), until: marketMs(T0 + 120 * MINUTES_5), limit: 500 };
    const fine = await feed.candles(BTC, "5m", range);
    expect(fine).toHaveLength(119);
    expect(fine.some(({ openAt }) => openAt === T0 + 70 * MINUTES_5)).toBe(false);
    const long = await feed.candles(BTC, "1h", range);
    expect(long.map(({ high }) => high.toFixed())).toEqual(long.map(() => "101.25"));
    const ticks = await feed.ticks(range.from, range.until);
    expect(ticks.filter(({ last }) => last.gt(200))).toEqual([]);
    expect(feed.leftOut?.(BTC)).toEqual({ spike: 1 });
    expect(feed.leftOut?.({ exchange: "binance" as const, symbol: "ETH/USDT" })).toEqual({});
  });

  test("a market that moved and stayed is kept", async () => {
    const lines = Array.from({ length: 120 }, (_, index) =>
      index < 70 ? row(index) : row(index, "700.5,702,699,701,2.5"),
    );
    const feed = await openRows(lines);
    const range = { from: marketMs(T0), until: marketMs(T0 + 120 * MINUTES_5), limit: 500 };
    expect(await feed.candles(BTC, "5m", range)).toHaveLength(120);
    expect(feed.leftOut?.(BTC)).toEqual({});
  });
});

describe("a broken recording is refused with file, row and reason, and nothing of it is used", () => {
  const bad = (line: string) => [row(0), row(1), line, row(3)];
  test.each([
    ["a word for a price", bad(row(2, "abc,101,99,100,1")), /row 3 has "abc" as open \(column 2\)/],
    ["a broken exponent", bad(row(2, "1e,101,99,100,1")), /row 3.*open/],
    ["a negative price", bad(row(2, "100,101,-99,100,1")), /row 3.*low/],
    ["a price of zero", bad(row(2, "100,101,0.00,100,1")), /row 3.*low of zero/],
    ["high below low", bad(row(2, "100,98,99,100,1")), /row 3.*high 98 below low 99/],
    ["a close outside the range", bad(row(2, "100,101,99,102,1")), /row 3.*close 102 outside/],
    ["a negative volume", bad(row(2, "100,101,99,100,-1")), /row 3.*volume/],
    ["a row too short", bad(`${T0 + 2 * MINUTES_5},100,101`), /row 3.*3 columns where 6/],
    ["a repeat that differs", bad(row(1, "100,101,99,100,1")), /row 3.*repeats/],
    ["rows out of order", bad(row(0)), /row 3.*earlier/],
    ["a timestamp off the grid", bad(`${T0 + 2 * MINUTES_5 + 1},100,101,99,100,1`), /row 3.*grid/],
    ["a timestamp in words", bad("2024-01-01,100,101,99,100,1"), /row 3.*dates without a zone/],
    ["one candle only", [row(0)], /at least 2/],
  ])("%s", async (_what, lines, message) => {
    const file = openRows(lines);
    await expect(file).rejects.toThrow(message);
    await expect(file).rejects.toThrow(/BINANCE_BTC-USDT_5m\.csv/);
  });

  test("a gzip that is cut off, and a text that holds no candles", async () => {
    const file = path.join(folder, "BINANCE_BTC-USDT_5m.csv.gz");
    await writeFile(file, gzipSync(`${[HEADER, ...rows(500)].join("\n")}\n`).subarray(0, 300));
    await expect(openRecordedFeed([file], Date.now())).rejects.toThrow(
      /BINANCE_BTC-USDT_5m.csv.gz is cut off/,
    );
    await writeFile(file, "no gzip");
    await expect(openRecordedFeed([file], Date.now())).rejects.toThrow(/no table of candles/);
  });

  test("a file that is not there, one with another name, none at all, and two of one market", async () => {
    await expect(openRecordedFeed([path.join(folder, "LUNO_BTC-ZAR_5m.csv")], Date.now())).rejects.toThrow(
      /no such file/,
    );
    await expect(openRecordedFeed([await fileOf(rows(2), "prices.csv")], Date.now())).rejects.toThrow(
      /does not say which market it holds.*--symbol BINANCE:BTC\/USDT/,
    );
    const market = { columns: null, unit: null, zone: null, gaps: "keep", symbol: "KRAKEN:BTC/EUR" } as const;
    const named = await openRecordedFeed([await fileOf(rows(9), "prices.csv")], Date.now(), { ask: market });
    expect(await named.markets()).toMatchObject([{ exchange: "kraken", symbol: "BTC/EUR" }]);
    await expect(openRecordedFeed([], Date.now())).rejects.toThrow(/--candles/);
    const [one, two] = [
      await fileOf([HEADER, ...rows(3)]),
      await fileOf([HEADER, ...rows(3)], "BINANCE_BTC-USDT_5m_b.csv"),
    ];
    await expect(openRecordedFeed([one, two], Date.now())).rejects.toThrow(/same market/);
  });
});

describe("a recorded feed", () => {
  test("shows only prices that stand in the file, low first in a rising candle, the close just before its end", async () => {
    const feed = await openRows([row(0), row(1, "100,110,90,105,1"), row(2, "105,106,80,81,1"), row(3)]);
    feed.setActive([BTC]);
    const open = T0 + MINUTES_5;
    const ticks = await feed.ticks(marketMs(open - 1), marketMs(open + 2 * MINUTES_5 - 1));
    expect(ticks.map(({ at, last }) => [at - open, last.toFixed()])).toEqual([
      [0, "100"],
      [90_000, "90"],
      [195_000, "110"],
      [299_999, "105"],
      [300_000, "105"],
      [390_000, "106"],
      [495_000, "80"],
      [599_999, "81"],
    ]);
    expect(ticks.every(({ bid, ask, last }) => bid.eq(last) && ask.eq(last))).toBe(true);
  });

  test("gives each tick once, never later than asked, for active markets only", async () => {
    const feed = await openRows(rows(20));
    expect(await feed.ticks(marketMs(T0), marketMs(T0 + 20 * MINUTES_5))).toEqual([]);
    feed.setActive([BTC]);
    let [at, count] = [T0 - 1, 0];
    while (at < T0 + 20 * MINUTES_5) {
      const ticks = await feed.ticks(marketMs(at), marketMs(at + 47_000));
      expect(ticks.every((tick) => tick.at > at && tick.at <= at + 47_000)).toBe(true);
      count += ticks.length;
      at += 47_000;
    }
    expect(count).toBe(80);
  });

  test("leaves a gap a gap", async () => {
    const feed = await openRows([row(0), row(1), row(5), row(6)]);
    feed.setActive([BTC]);
    expect(await feed.ticks(marketMs(T0 + 2 * MINUTES_5), marketMs(T0 + 5 * MINUTES_5 - 1))).toEqual([]);
    const candles = await feed.candles(BTC, "5m", {
      from: marketMs(0),
      until: marketMs(T0 + 7 * MINUTES_5),
      limit: 9,
    });
    expect(candles.map(({ openAt }) => (openAt - T0) / MINUTES_5)).toEqual([0, 1, 5, 6]);
  });

  test("adds up larger timeframes exactly, whole ones only, and offers no finer ones", async () => {
    const lines = [
      row(1, "9,9,9,9,9"),
      row(2, "9,9,9,9,9"),
      row(3, "1.1,1.4,1.0,1.2,0.1"),
      row(4, "1.2,1.5,1.1,1.3,0.2"),
      row(5, "1.3,1.3,0.9,1.0,0.03"),
    ];
    const feed = await openRows(lines);
    const range = { from: marketMs(0), until: marketMs(T0 + 6 * MINUTES_5), limit: 9 };
    const candles = await feed.candles(BTC, "15m", range);
    expect(candles).toHaveLength(1);
    const [candle] = candles;
    expect(
      [candle?.open, candle?.high, candle?.low, candle?.close, candle?.volume].map((value) =>
        value?.toFixed(),
      ),
    ).toEqual(["1.1", "1.5", "0.9", "1", "0.33"]);
    expect(await feed.candles(BTC, "15m", { ...range, until: marketMs(range.until - 1) })).toEqual([]);
    expect(await feed.candles(BTC, "1m", range)).toEqual([]);
    expect(feed.timeframesOf(BTC)).toEqual(["5m", "15m", "30m", "1h", "4h", "1d"]);
    expect(feed.timeframesOf({ ...BTC, symbol: "ETH/USDT" })).toEqual([]);
  });

  test("starts after a tenth of a short file, ends at its last close, and is named by its content", async () => {
    const feed = await openRows(rows(50));
    expect([feed.startAt, feed.endAt]).toEqual([T0 + 5 * MINUTES_5, T0 + 50 * MINUTES_5]);
    expect(feed.source).toMatch(/^recorded:[0-9a-f]{16}$/);
    expect((await openRows(rows(51))).source).not.toBe(feed.source);
    expect((await openRows(rows(50))).source).toBe(feed.source);
  });

  test("takes tick and lot from the file and fees from the exchange", async () => {
    const feed = await openRows(rows(4), "LUNO_AVAX-ZAR_5m.csv.gz");
    const [rules] = await feed.markets();
    expect(rules?.tickSize.toFixed()).toBe("0.01");
    expect(rules?.lotSize.toFixed()).toBe("0.1");
    expect([rules?.makerFee.toFixed(), rules?.takerFee.toFixed()]).toEqual(["0.004", "0.006"]);
  });
});

/** What is still held after everything that nobody refers to has been let go. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

const real = (name: string) => path.join(FACTS, name);
const FIVE = ["BTC", "ETH", "XRP", "SOL", "DOGE"].map((base) => real(`BINANCE_${base}-USDT_5m.csv.gz`));
const absent = FIVE.some((file) => !existsSync(file));

describe.skipIf(absent)(
  `the recorded files of ../shared/facts/market${absent ? " (skipped: the folder is absent)" : ""}`,
  () => {
    test("five recordings of fourteen months are read together, every price to the last digit, in little memory", async () => {
      const before = heldBytes();
      const feed = await openRecordedFeed(FIVE, Date.now());
      expect((heldBytes() - before) / 1024 / 1024).toBeLessThan(60);
      expect(feed.label).toBe("RECORDED 2022-08-01 … 2023-09-27");
      const lines = gunzipSync(await readFile(FIVE[4] ?? ""))
        .toString()
        .trimEnd()
        .split("\n");
      for (const index of [1, 2, 60_000, lines.length - 1]) {
        const [at = "", ...cells] = (lines[index] ?? "").split(",");
        const from = marketMs(Number(at));
        const range = { from, until: marketMs(from + MINUTES_5), limit: 1 };
        const [candle] = await feed.candles(
          { exchange: "binance" as const, symbol: "DOGE/USDT" },
          "5m",
          range,
        );
        expect(
          [candle?.open, candle?.high, candle?.low, candle?.close, candle?.volume].map((value) =>
            value?.toFixed(),
          ),
        ).toEqual(cells.map((cell) => toDecimal(cell).toFixed()));
      }
      feed.setActive(await feed.markets());
      const ticks = await feed.ticks(feed.startAt, marketMs(feed.startAt + 86_400_000));
      expect(ticks).toHaveLength(5 * 4 * 288);
    });

    test.each(["BINANCE_BTC-USDT_1h_2017-2024.csv.gz", "BINANCE_BTC-ZAR_1h_2021.csv.gz"])(
      "%s is sound",
      async (name) => {
        const feed = await openRecordedFeed([real(name)], Date.now());
        const [market] = await feed.markets();
        const range = { from: marketMs(0), until: feed.startAt, limit: 600 };
        expect((await feed.candles(market ?? BTC, "1h", range)).length).toBeGreaterThan(40);
      },
    );
  },
);
