import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { type CandleChoice, wholeFile } from "@/server/market/candle-files/candle-file";
import { readCandles } from "./read-candles";

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-candles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = "timestamp_ms,open,high,low,close,volume";
const AT = 1_659_312_000_000;
const MINUTES_5 = 300_000;
const good = Array.from(
  { length: 30 },
  (_, step) => `${AT + step * MINUTES_5},${100.5 + step},${101 + step},${99.25 + step},${100 + step},12.5`,
);

function write(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}
const csv = (rows: readonly string[], header = HEADER): string => `${[header, ...rows].join("\n")}\n`;
const read = (file: string, choice: Partial<CandleChoice> = {}) =>
  readCandles(file, { ...wholeFile, ...choice }, Date.now());

it("reads the same columns from csv, csv.gz and both forms of json", async () => {
  const cells = good.map((line) => line.split(",").map(Number));
  const objects = cells.map(([timestamp_ms, open, high, low, close, volume]) => ({
    timestamp_ms,
    open,
    high,
    low,
    close,
    volume,
  }));
  const files = [
    write("BINANCE_BTC-USDT_5m.csv", csv(good)),
    write("plain.csv.gz", gzipSync(csv(good))),
    write("lists.json", JSON.stringify(cells)),
    write("objects.json", JSON.stringify({ candles: objects })),
  ];
  const all = await Promise.all(files.map((file) => read(file)));
  for (const { candles, timeframe, gaps, flags } of all) {
    expect({ timeframe, gaps, flags }).toEqual({ timeframe: "5m", gaps: [], flags: null });
    expect(candles).toEqual(all[0]?.candles);
  }
  expect([...(all[0]?.candles.low ?? [])].slice(0, 3)).toEqual([99.25, 100.25, 101.25]);
});

it("takes flags that come with the candles, by either way of writing", async () => {
  const rows = good.map((line, index) => `${line},${index === 1 ? 1 : 0},${index === 2 ? 1 : 0}`);
  const table = await read(write("flags.csv", csv(rows, `${HEADER},enter_long,exit_long`)));
  expect(
    [[...(table.flags?.entry ?? [])], [...(table.flags?.exit ?? [])]].map((flags) => flags.slice(0, 4)),
  ).toEqual([
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ]);
  const objects = good.map((line, index) => {
    const [t, o, h, l, c, v] = line.split(",").map(Number);
    return { t, o, h, l, c, v, ...(index === 1 ? { enter_long: 1 } : {}), exit_long: index === 2 };
  });
  const json = await read(write("flags.json", JSON.stringify(objects)));
  expect(json.flags).toEqual(table.flags);
  expect(json.candles).toEqual(table.candles);
  await expect(
    read(write("flag.csv", csv([`${good[0]},2,0`], `${HEADER},enter_long,exit_long`))),
  ).rejects.toThrow(/row 1 has "2" as enter_long/);
});

it("puts candles together to a longer timeframe: whole ones only, first, highest, lowest, last and sum", async () => {
  const file = write("BINANCE_BTC-USDT_5m.csv", csv(good.slice(1)));
  const { candles, timeframe, gaps } = await read(file, { timeframe: "15m" });
  expect({ timeframe, gaps }).toEqual({ timeframe: "15m", gaps: [] });
  // the first quarter of an hour lacks its first candle, and is left out
  expect([...candles.openAt]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((part) => AT + part * 3 * MINUTES_5));
  const [open, high, low, close, volume] = [
    candles.open,
    candles.high,
    candles.low,
    candles.close,
    candles.volume,
  ];
  expect([open, high, low, close, volume].map(([value]) => value)).toEqual([103.5, 106, 102.25, 105, 37.5]);
  const weekly = await read(write("days.csv", csv(days)), { timeframe: "1w" });
  expect(new Date(weekly.candles.openAt[0] as number).getUTCDay()).toBe(1);
  const monthly = await read(write("days.csv", csv(days)), { timeframe: "1M" });
  expect([...monthly.candles.openAt].map((at) => new Date(at).getUTCDate())).toEqual([1, 1]);
  await expect(read(file, { timeframe: "1m" })).rejects.toThrow(/no 1m candle can be made/);
  await expect(read(file, { timeframe: "3d" })).rejects.toThrow(/less than two whole 3d/);
});
const days = Array.from({ length: 80 }, (_, day) => `${Date.UTC(2024, 0, 20 + day)},100,101,99,100,5`);

it("reads the part between two moments, and remembers what lies before it", async () => {
  const file = write("BINANCE_BTC-USDT_5m.csv", csv(good.filter((_, index) => index !== 12)));
  const part = await read(file, { fromMs: AT + 10 * MINUTES_5, untilMs: AT + 15 * MINUTES_5 });
  expect([...part.candles.openAt].slice(part.lead)).toEqual(
    [10, 11, 13, 14].map((step) => AT + step * MINUTES_5),
  );
  expect(part.lead).toBe(10);
  expect(part.gaps).toEqual([{ row: 13, missing: 1 }]);
  await expect(read(file, { fromMs: Date.UTC(2030, 0, 1) })).rejects.toThrow(/reaches from 2022-08-01/);
});
