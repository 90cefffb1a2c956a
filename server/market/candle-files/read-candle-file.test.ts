import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { type CandleAsk, plainAsk } from "./candle-file";
import { readCandleFile } from "./read-candle-file";
import { candleForms } from "./testing/candle-forms";
import { type PlainCandle, plainCandles } from "./testing/plain-candles";

const folder = mkdtempSync(path.join(tmpdir(), "amarktai-forms-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const NOW = Date.UTC(2026, 0, 1);
const rows = plainCandles(48);

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}
const read = (name: string, content: string | Uint8Array, ask: Partial<CandleAsk> = {}) =>
  readCandleFile(write(name, content), { ...plainAsk, ...ask }, NOW);
const refusal = (name: string, content: string | Uint8Array, ask: Partial<CandleAsk> = {}): Promise<string> =>
  read(name, content, ask).then(
    () => "read",
    (error: Error) => `${error.name}: ${error.message}`,
  );
const csv = (lines: readonly (readonly unknown[])[], header = "time,open,high,low,close,volume"): string =>
  `${[header, ...lines.map((line) => line.join(","))].join("\n")}\n`;
const replaced = (index: number, change: (row: PlainCandle) => readonly unknown[]) =>
  rows.map((row, at) => (at === index ? change(row) : row));

const local = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
const HOUR = 3_600_000;
const hourly = (from: number, count: number): readonly (readonly unknown[])[] =>
  Array.from({ length: count }, (_, at) => [local(from + at * HOUR), ...(rows[at] ?? []).slice(1)]);

it("dates without a zone are read in the one that is named, over its clock changes", async () => {
  const athens = { zone: "Europe/Athens" };
  const summer = await read("summer.csv", csv(hourly(Date.UTC(2025, 6, 1), 30)), athens);
  expect(summer.openAt[0]).toBe(Date.UTC(2025, 5, 30, 21));
  expect(summer.notes.map(({ words }) => words)).toContain(
    "Times carry no zone: they were read as Europe/Athens.",
  );
  const spring = hourly(Date.UTC(2025, 2, 29, 22), 20).filter(([time]) => time !== "2025-03-30 03:00");
  const over = await read("spring.csv", csv(spring), athens);
  expect([...over.openAt]).toEqual(Array.from({ length: 19 }, (_, at) => Date.UTC(2025, 2, 29, 20 + at)));
  const offset = await read("offset.csv", csv(hourly(Date.UTC(2025, 6, 1), 30)), { zone: "-05:30" });
  expect(offset.openAt[0]).toBe(Date.UTC(2025, 6, 1, 5, 30));
});

it("a zone that is none, is not needed, or has no such hour is refused", async () => {
  expect(await refusal("zone.csv", csv(rows), { zone: "Athens" })).toMatch(
    /"Athens" is no zone: say --zone UTC/,
  );
  expect(await refusal("zone.csv", csv(rows), { zone: "UTC" })).toMatch(
    /needs no --zone: its times are milliseconds/,
  );
  const skipped = csv(hourly(Date.UTC(2025, 2, 29, 22), 20));
  expect(await refusal("skipped.csv", skipped, { zone: "Europe/Athens" })).toMatch(
    /row 6.* has the time "2025-03-30 03:00", which a clock change of that zone skipped/,
  );
});

it.each(candleForms.map((form) => [form.name, form] as const))("reads %s", async (_name, form) => {
  const table = await read(form.file, form.write(rows));
  const shifted = form.notes?.includes("gaps") ? 3_600_000 : 0;
  const expected = rows.map((row, index) => [
    row[0] + (index === rows.length - 1 ? shifted : 0),
    ...row.slice(1),
  ]);
  const columns = [table.openAt, table.open, table.high, table.low, table.close, table.volume];
  expect(rows.map((_row, index) => columns.map((column) => column[index]))).toEqual(expected);
  expect({ length: table.openAt.length, timeframe: table.timeframe }).toEqual({
    length: rows.length,
    timeframe: "1h",
  });
  expect(table.notes.map(({ kind }) => kind).sort()).toEqual([...(form.notes ?? [])].sort());
  expect([table.priceScale, table.volumeScale]).toEqual([2, 3]);
});

it("reads every timeframe from a second to a month", async () => {
  for (const [stepMs, name] of [
    [1_000, "1s"],
    [7_200_000, "2h"],
    [21_600_000, "6h"],
    [28_800_000, "8h"],
    [43_200_000, "12h"],
    [259_200_000, "3d"],
  ] as const) {
    const table = await read("step.csv", csv(plainCandles(12, stepMs)));
    expect(table.timeframe).toBe(name);
  }
  const monday = Date.UTC(2024, 0, 1);
  const weeks = plainCandles(12, 604_800_000).map((row, index) => [
    monday + index * 604_800_000,
    ...row.slice(1),
  ]);
  const months = plainCandles(24).map((row, index) => [Date.UTC(2022, index, 1), ...row.slice(1)]);
  expect(await read("weeks.csv", csv(weeks))).toMatchObject({ timeframe: "1w", gaps: [], notes: [] });
  expect(await read("months.csv", csv(months))).toMatchObject({ timeframe: "1M", gaps: [], notes: [] });
  const hole = await read("months.csv", csv(months.filter((_, index) => index !== 5)));
  expect(hole.gaps).toEqual([{ row: 6, missing: 1 }]);
});

it("names gaps, repeats and rows without numbers, and handles them as asked", async () => {
  const empty = [rows[20]?.[0], "NaN", "", "null", "NaN", "0"];
  const lines = [
    ...rows.slice(0, 5),
    rows[4],
    ...rows.slice(8, 20),
    empty,
    ...rows.slice(21),
  ] as readonly unknown[][];
  const kept = await read("holes.csv", csv(lines));
  expect(kept.openAt).toHaveLength(44);
  expect(kept.gaps).toEqual([
    { row: 6, missing: 3 },
    { row: 18, missing: 1 },
  ]);
  expect(kept.notes.map(({ kind, count, row }) => [kind, count, row])).toEqual([
    ["empty-rows", 1, 19],
    ["duplicates", 1, 6],
    ["gaps", 4, 7],
  ]);
  const filled = await read("holes.csv", csv(lines), { gaps: "fill" });
  expect([...filled.openAt]).toEqual(rows.map(([at]) => at));
  expect([filled.open[6], filled.close[6], filled.volume[6]]).toEqual([rows[4]?.[4], rows[4]?.[4], 0]);
  expect([filled.open[8], filled.close[47]]).toEqual([rows[8]?.[1], rows[47]?.[4]]);
  expect(filled.gaps).toEqual([]);
  const only = (part: readonly (readonly unknown[])[]) => refusal("one.csv", csv(part), { gaps: "refuse" });
  expect(await only([...rows.slice(0, 5), ...rows.slice(8)])).toMatch(
    /3 candles are missing .*before row 6.*--gaps keep/,
  );
  expect(await only([...rows.slice(0, 5), rows[4] as PlainCandle, ...rows.slice(5)])).toMatch(
    /row 6.*--gaps refuse/,
  );
  expect(await only(replaced(3, ([at]) => [at, "NaN", "NaN", "NaN", "NaN", "NaN"]))).toMatch(/row 4/);
  expect(await only(rows)).toBe("read");
});

it("leaves out the last candle when the file was written before its end", async () => {
  const file = write("young.csv", csv(rows));
  const written = new Date((rows.at(-1) as PlainCandle)[0] + 600_000);
  utimesSync(file, written, written);
  const table = await readCandleFile(file, plainAsk, NOW);
  expect(table.openAt).toHaveLength(47);
  expect(table.notes).toMatchObject([{ kind: "unfinished", row: 48 }]);
  const now = (rows.at(-1) as PlainCandle)[0] + 1;
  expect((await readCandleFile(write("now.csv", csv(rows)), plainAsk, now)).openAt).toHaveLength(47);
});

it("reads two units with one seam, each as what it is, and says so", async () => {
  const table = await read(
    "joined.csv",
    csv(rows.map(([at, ...rest], index) => [index < 20 ? at : at * 1_000, ...rest])),
  );
  expect([...table.openAt]).toEqual(rows.map(([at]) => at));
  expect(table.notes).toMatchObject([{ kind: "mixed-units", row: 21 }]);
});

it("keeps the digits of volumes of any length, and says once what it rounded", async () => {
  const table = await read(
    "long.csv",
    csv(rows.map((row) => [...row.slice(0, 5), "1234567890.12345678901234567"])),
  );
  expect(table.volume[0]).toBeCloseTo(1_234_567_890.12345, 4);
  expect(table.notes).toMatchObject([{ kind: "rounded", count: 48, row: 1 }]);
  expect(
    table.volume.every((value) => Number.isSafeInteger(Math.round(value * 10 ** table.volumeScale))),
  ).toBe(true);
});

const swappedPrices = rows.map(([at, o, h, l, c, v]) => [at, o, l, h, c, v]);
const turnedPrices = rows.map(([at, o, h, l, c, v]) => [at, c, h, l, o, v]);
const flat = rows.map(([at]) => [at, 100, 100, 100, 100, 5]);

it.each([
  [
    "high and low that changed places",
    csv(swappedPrices),
    {},
    /row 1 .*high and low seem .*--columns time,open,low,high/,
  ],
  [
    "open and close that changed places",
    csv(turnedPrices),
    {},
    /row 2 .*open and close seem .*--columns time,close,high,low,open/,
  ],
  [
    "one wrong row",
    csv(replaced(6, ([at, o, h, l, , v]) => [at, o, h, l, h + 5, v])),
    {},
    /row 7 has close .* outside/,
  ],
  [
    "a word",
    csv(replaced(6, ([at, , h, l, c, v]) => [at, "abc", h, l, c, v])),
    {},
    /row 7 has "abc" as open \(column 2\)/,
  ],
  [
    "a number of two readings",
    csv(replaced(6, ([at, , h, l, c, v]) => [at, '"60,123"', h, l, c, v])),
    {},
    /row 7 has "60,123" as open/,
  ],
  [
    "zero",
    csv(replaced(6, ([at, o, h, , c, v]) => [at, o, h, 0, c, v])),
    {},
    /row 7 has a low of zero \(column 4\)/,
  ],
  [
    "a negative volume",
    csv(replaced(6, (row) => [...row.slice(0, 5), -1])),
    {},
    /row 7 has a volume below zero/,
  ],
  ["a short row", csv(replaced(6, (row) => row.slice(0, 4))), {}, /row 7 has 4 columns where 6 are needed/],
  [
    "rows out of order",
    csv([...rows.slice(0, 9), rows[3] as PlainCandle, ...rows.slice(10)]),
    {},
    /row 10 .*earlier/,
  ],
  [
    "a repeat that differs",
    csv([...rows.slice(0, 9), [...(rows[8] as PlainCandle).slice(0, 5), 9], ...rows.slice(9)]),
    {},
    /row 10 repeats .*row 9 with another volume/,
  ],
  [
    "a time off the grid",
    csv(replaced(6, ([at, ...rest]) => [at + 1, ...rest])),
    {},
    /row 7 .*not on the grid of 1h/,
  ],
  [
    "one time in another unit",
    csv(replaced(6, ([at, ...rest]) => [at / 1_000, ...rest])),
    {},
    /row 8 has its time in milliseconds/,
  ],
  [
    "zones that come and go",
    csv(
      rows.map(([at, ...rest], index) => [new Date(at).toISOString().slice(0, index < 9 ? 24 : 19), ...rest]),
    ),
    {},
    /row 10 has its time in dates without a zone/,
  ],
  ["no time", csv(replaced(6, ([, ...rest]) => ["soon", ...rest])), {}, /row 7 has "soon" as its time/],
  [
    "a day that is none",
    csv(replaced(6, ([, ...rest]) => ["2024-02-30T00:00:00Z", ...rest])),
    {},
    /row 7 has "2024-02-30/,
  ],
  ["a wrong --unit", csv(rows), { unit: "s" as const }, /row 1 has the time .*read as seconds .*--unit ms/],
  [
    "a header that says another unit",
    csv(
      rows.map(([at, ...rest]) => [at / 1_000, ...rest]),
      "timestamp_ms,open,high,low,close,volume",
    ),
    {},
    /row 1 .*looks like seconds.*--unit s/,
  ],
  [
    "a header without a close",
    csv(rows, "time,open,high,low,price,volume"),
    {},
    /no column for close .*--columns/,
  ],
  ["flat prices without a header", flat.map((row) => row.join(",")).join("\n"), {}, /no header.*--columns/],
  ["a spacing that is none", csv(plainCandles(20, 420_000)), {}, /7 minutes apart, which is none of 1s/],
  ["one row", csv(rows.slice(0, 1)), {}, /one candle/],
  ["nothing", "", {}, /no table of candles/],
  ["a text", "hello\nworld\n", {}, /no table of candles.*"hello"/],
  ["half a list", "[[1659312000000,1,1,1,1,1],[16593", {}, /not sound JSON/],
  ["an empty object", "{}", {}, /no list of candles/],
  ["another list", '[{"a":1},{"a":2}]', {}, /no list of candles/],
  ["a page of the web", "<!doctype html><html><body>Not, found, here, at, all</body></html>", {}, /column/],
  ["parquet", Buffer.from("PAR1....PAR1"), {}, /parquet.*save it as feather or CSV/],
  ["half a gzip", gzipSync(csv(rows)).subarray(0, 300), {}, /cut off/],
  ["half a zip", Buffer.from("PK\u0003\u0004 and so on"), {}, /not a sound zip/],
  ["bytes", Buffer.from([1, 0, 2, 0, 3]), {}, /not a text in UTF-8/],
  ["half a feather", Buffer.from("ARROW1\0\0 and so on"), {}, /not a sound feather/],
  [
    "unknown --columns",
    csv(rows),
    { columns: "time,open,hihg,low,close" },
    /--columns: "hihg" is not one of/,
  ],
  ["--columns without a low", csv(rows), { columns: "time,open,high,-,close" }, /--columns names no low/],
] as const)("refuses %s, by row and what mends it", async (_name, content, ask, reason) => {
  const words = await refusal("bad.csv", content, ask);
  expect(words).toMatch(reason);
  expect(words).toMatch(/^CandleFileError: .*\.$/);
});

it("refuses candles of another timeframe than the file's name tells", async () => {
  expect(await refusal("BINANCE_BTC-USDT_5m.csv", csv(rows))).toMatch(
    /name says 5m, but most rows lie 1h apart/,
  );
});

it("reads a table behind empty lines, and one whose first cell carries a mark of its coding", async () => {
  const late = await read("late.csv", `https://example.org\n\n${csv(rows).replaceAll("\n", "\r\n")}\r\n`);
  const marked = await read("marked.csv", `\uFEFF${rows.map((row) => row.join(",")).join("\n")}`);
  for (const table of [late, marked]) expect([...table.openAt]).toEqual(rows.map(([at]) => at));
});

it("reads columns as asked", async () => {
  const table = await read("swap.csv", csv(swappedPrices), { columns: "time,open,low,high,close,volume" });
  expect(table.high[0]).toBe(rows[0]?.[2]);
  const bare = flat.map((row) => row.join(",")).join("\n");
  expect((await read("flat.csv", bare, { columns: "time,open,high,low,close,volume" })).openAt).toHaveLength(
    48,
  );
});

it("refuses a file that is not there, and a folder", async () => {
  const absent = readCandleFile(path.join(folder, "absent.csv"), plainAsk, NOW);
  await expect(absent).rejects.toThrow(/no such file/);
  await expect(readCandleFile(folder, plainAsk, NOW)).rejects.toThrow(/not a file/);
});
