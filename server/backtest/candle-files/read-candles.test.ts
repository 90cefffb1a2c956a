import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { readCandles } from "./read-candles";

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-candles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = "timestamp_ms,open,high,low,close,volume";
const AT = 1_659_312_000_000;
const good = [0, 1, 2, 3].map((step) => `${AT + step * 300_000},100.5,101,99.25,100,12.5`);

function write(name: string, content: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

const csv = (rows: readonly string[], header = HEADER): string => `${[header, ...rows].join("\n")}\n`;
const withRow = (index: number, row: string): string =>
  csv(good.map((line, at) => (at === index ? row : line)));
const refusal = async (file: string): Promise<string> =>
  readCandles(file).then(
    () => "accepted",
    (error: Error) => `${error.name}: ${error.message}`,
  );

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
  const read = await Promise.all(files.map((file) => readCandles(file)));
  for (const { candles, timeframe, gaps, flags } of read) {
    expect({ timeframe, gaps, flags }).toEqual({ timeframe: "5m", gaps: [], flags: null });
    expect(candles).toEqual(read[0]?.candles);
  }
  expect([...(read[0]?.candles.low ?? [])]).toEqual([99.25, 99.25, 99.25, 99.25]);
});

it("names gaps by the row behind them, and fills nothing in", async () => {
  const rows = good.filter((_, index) => index !== 1);
  const { gaps, candles } = await readCandles(write("BINANCE_BTC-USDT_5m.csv", csv(rows)));
  expect(gaps).toEqual([{ row: 2, missing: 1 }]);
  expect(candles.open).toHaveLength(3);
});

it("takes flags that come with the candles, by either way of writing", async () => {
  const rows = good.map((line, index) => `${line},${index === 1 ? 1 : 0},${index === 2 ? 1 : 0}`);
  const table = await readCandles(write("flags.csv", csv(rows, `${HEADER},enter_long,exit_long`)));
  expect([[...(table.flags?.entry ?? [])], [...(table.flags?.exit ?? [])]]).toEqual([
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ]);
  const objects = good.map((line, index) => {
    const [t, o, h, l, c, v] = line.split(",").map(Number);
    return { t, o, h, l, c, v, ...(index === 1 ? { enter_long: 1 } : {}), exit_long: index === 2 };
  });
  const json = await readCandles(write("flags.json", JSON.stringify(objects)));
  expect(json.flags).toEqual(table.flags);
  expect(json.candles).toEqual(table.candles);
});

it.each([
  ["a repeated row", withRow(2, good[1] as string), /row 3 .*repeats timestamp/],
  ["rows out of order", withRow(2, `${AT},100,101,99,100,1`), /row 3 .*earlier than the row before/],
  ["NaN", withRow(1, `${AT + 300_000},NaN,101,99,100,1`), /row 2 .*open .*"NaN"/],
  ["nothing", withRow(1, `${AT + 300_000},,101,99,100,1`), /row 2 .*open/],
  ["a price of zero", withRow(1, `${AT + 300_000},100,101,0,100,1`), /row 2 .*low of zero/],
  ["a negative volume", withRow(1, `${AT + 300_000},100,101,99,100,-1`), /row 2 .*volume/],
  ["high below low", withRow(3, `${AT + 900_000},100,99,101,100,1`), /row 4 .*high 99 below low 101/],
  ["a close outside", withRow(3, `${AT + 900_000},100,101,99,102,1`), /row 4 .*close 102/],
  [
    "a time off the grid",
    withRow(1, `${AT + 300_001},100,101,99,100,1`),
    /row 2 .*not on the timeframe's grid/,
  ],
  [
    "a time with a zone",
    withRow(0, "2022-08-01T02:00:00+02:00,100,101,99,100,1"),
    /row 1 .*not milliseconds/,
  ],
  ["a missing column", withRow(1, `${AT + 300_000},100,101,99,100`), /row 2 .*5 columns/],
])("refuses a file with %s, by row and reason", async (_name, content, reason) => {
  expect(await refusal(write("BINANCE_BTC-USDT_5m.csv", content))).toMatch(reason);
  expect(await refusal(write("unnamed.csv", content))).toMatch(reason);
});

it.each([
  ["NaN.json", "[[1659312000000,1,1,1,1,1],[1659312300000,NaN,1,1,1,1]]", /row 2 has an open/],
  ["null.json", "[[1659312000000,1,1,1,1,1],[1659312300000,1,1,null,1,1]]", /row 2 has a low/],
  ["word.json", '[[1659312000000,1,1,1,1,1],"x",[1659312300000,1,1,1,1,1]]', /row 2 is neither/],
  ["half.json", "[[1659312000000,1,1,1,1,1],[16593", /not sound JSON/],
  ["object.json", "{}", /no list of candles/],
  ["seconds.json", "[[1659312000,1,1,1,1,1],[1659312300,1,1,1,1,1]]", /in seconds/],
  [
    "flag.csv",
    csv([`${good[0]},2,0`, `${good[1]},0,0`], `${HEADER},enter_long,exit_long`),
    /row 1 .*"2" as enter_long/,
  ],
  ["head.csv", csv(good, "date,open,high,low,close"), /first line/],
  ["empty.csv", "", /first line/],
])("refuses %s", async (name, content, reason) => {
  expect(await refusal(write(name, content))).toMatch(reason);
});

it("refuses a gzip that ends too early, one that is none, and a file that is not there", async () => {
  const whole = gzipSync(csv(good));
  expect(await refusal(write("cut.csv.gz", whole.subarray(0, whole.length - 12)))).toMatch(/cut off/);
  expect(await refusal(write("none.csv.gz", csv(good)))).toMatch(/not a sound gzip/);
  expect(await refusal(path.join(folder, "absent.csv"))).toMatch(/no such file/);
});
