import { describe, expect, it, test } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { GuardMemory } from "@/server/risk/core/guard-memory";
import { defaultSettings } from "@/server/settings/core/settings";
import { exposureLines, partLines } from "./book-lines";
import { botLines } from "./bot-lines";
import { byUrgency, limitLine } from "./limit-line";
import { readLimit, shownLimit } from "./limit-settings";
import { paceLines } from "./pace-lines";

const d = toDecimal;
const draft = { id: "x", group: "book", words: "w", unit: "ratio", does: "d" } as const;
const memory = (part: Partial<GuardMemory> = {}): GuardMemory => ({
  peak: d("200"),
  day: { key: "2026-11-30", start: d("100") },
  last: { profit: d("0"), at: marketMs(0) },
  lockedUntil: null,
  haltedAt: null,
  reason: "",
  ...part,
});

describe("a line", () => {
  test.each([
    ["0", "0.05", "ok", "0.05"],
    ["0.0399", "0.05", "ok", "0.0101"],
    ["0.04", "0.05", "near", "0.01"],
    ["0.05", "0.05", "reached", "0"],
    ["0.07", "0.05", "reached", "0"],
  ])("%s of %s is %s, with %s left", (used, most, state, headroom) => {
    expect(limitLine({ ...draft, used: d(used), most: d(most) })).toMatchObject({ state, headroom });
  });

  it("says unknown where nothing can be told, and reached where what was reached still holds", () => {
    expect(limitLine({ ...draft, used: null, most: d("1") })).toMatchObject({
      state: "unknown",
      used: null,
      share: null,
      headroom: null,
    });
    expect(limitLine({ ...draft, used: d("0"), most: d("1"), holds: true }).state).toBe("reached");
  });

  it("stands before those that bind later", () => {
    const line = (id: string, used: string | null) =>
      limitLine({ ...draft, id, used: used === null ? null : d(used), most: d("1") });
    const lines = [line("a", "0.1"), line("b", null), line("c", "0.9"), line("d", "1"), line("e", "0.5")];
    expect(byUrgency(lines).map(({ id }) => id)).toEqual(["d", "c", "b", "e", "a"]);
  });
});

describe("a part of a book", () => {
  const total = { equity: "1050", funded: "1000" };
  it("has lost what its guard would count, of the same whole", () => {
    // began the day at 1100, its highest was 1200, now 1050
    const [day, fall] = partLines({ currency: "USDT", memory: memory(), total }, defaultSettings);
    expect([day?.used, fall?.used]).toEqual(["0.045455", "0.125"]);
    expect([day?.state, fall?.state]).toEqual(["near", "near"]);
  });

  it("is locked until midnight, whatever it earned since", () => {
    const locked = memory({ lockedUntil: marketMs(Date.UTC(2026, 10, 30, 22)) });
    const [day] = partLines(
      { currency: "USDT", memory: locked, total: { equity: "2000", funded: "1000" } },
      defaultSettings,
    );
    expect(day).toMatchObject({ state: "reached", used: "0", until: "2026-11-30T22:00:00.000Z" });
  });

  it("is unknown before its worth was published", () => {
    const lines = partLines({ currency: "USDT", memory: null, total: null }, defaultSettings);
    expect(lines.map(({ state }) => state)).toEqual(["unknown", "unknown"]);
  });
});

it("a bot's position counts against the cap of its risk mode, and a missing price leaves it unknown", () => {
  const bot = {
    botId: "b",
    name: "Zeus",
    riskMode: "balanced",
    quarantined: false,
    entries: 3,
    memory: null,
    tile: { equity: "1000" },
  } as const;
  const held = (lastPrice: string | null) =>
    botLines({ ...bot, positions: [{ amount: "2", lastPrice }] }, defaultSettings).map(({ used, most }) => [
      used,
      most,
    ]);
  expect(held("150")).toEqual([
    [null, "0.1"],
    [null, "0.2"],
    ["0.3", "0.35"],
    ["3", "50"],
  ]);
  expect(held(null)[2]).toEqual([null, "0.35"]);
});

it("what went out just now counts against bursts, gaps and what is under way", () => {
  const now = wallMs(1_000_000);
  const sent = [
    { exchange: "luno", sentAt: wallMs(now - 4_000), working: true },
    { exchange: "luno", sentAt: wallMs(now - 30_000), working: false },
  ] as const;
  const used = new Map(paceLines({ sent, now }, defaultSettings).map((line) => [line.id, line]));
  expect(used.get("burst 10 s")).toMatchObject({ used: "1", most: "10" });
  expect(used.get("burst 60 s")).toMatchObject({ used: "2" });
  expect(used.get("in-flight luno")).toMatchObject({ used: "1", most: "2" });
  expect(used.get("gap luno")).toMatchObject({ used: "6", most: "10", state: "reached" });
  expect(used.get("gap binance")).toMatchObject({ used: "0", state: "ok" });
});

describe("a new value", () => {
  test.each([
    ["guards.bookDailyLoss", "4 %", "0.04", "4 %"],
    ["guards.bookDailyLoss", "0.025", "0.025", "2.5 %"],
    ["limits.perBotPerDay", " 20 ", 20, "20"],
    ["limits.exchanges.luno.gapMs", "2500", 2_500, "2.5 s"],
  ])("of %s typed as %s", (path, typed, value, shown) => {
    const read = readLimit(path, typed);
    expect(read).toEqual({ ok: true, value });
    expect(read.ok && shownLimit(path, read.value)).toBe(shown);
  });

  test.each([
    ["guards.bookDailyLoss", "-1", /fraction or a percentage/],
    ["guards.bookDailyLoss", "120 %", /write a fraction from 0 to 1/],
    ["guards.bookDailyLoss", "NaN", /fraction or a percentage/],
    ["guards.bookDailyLoss", "1e-2", /fraction or a percentage/],
    ["limits.perBotPerDay", "0", /too small/i],
    ["limits.perBotPerDay", "1.5", /whole number/],
    ["limits.perBotPerDay", "9999999999", /whole number/],
  ])("of %s is refused as %s", (path, typed, words) => {
    expect(readLimit(path, typed)).toMatchObject({
      ok: false,
      refusal: { code: "invalid", message: expect.stringMatching(words) },
    });
  });
});

describe("coins that move together", () => {
  const book = {
    counts: { total: 0, byExchange: new Map(), byBot: new Map() },
    lockedUntil: null,
    halted: false,
    exchangesFunded: 1,
    equity: new Map([["USDT", d("1000")]]),
    byAsset: new Map([
      ["USDT BTC", d("300")],
      ["USDT ETH", d("150")],
      ["USDT DOGE", d("90")],
    ]),
    byExchange: new Map(),
    markets: [],
  };
  const movesWith = (one: string, other: string) => one !== "DOGE" && other !== "DOGE";
  const linesOf = (held = book) =>
    new Map(exposureLines(held, defaultSettings, movesWith).map((line) => [line.id, line]));

  it("have a line each, of all that an entry in it is held against; one that goes its own way has none", () => {
    const lines = linesOf();
    for (const coin of ["BTC", "ETH"])
      expect(lines.get(`together USDT ${coin}`)).toMatchObject({
        used: "0.45",
        most: "0.6",
        headroom: "0.15",
        setting: "exposure.correlated",
        words: expect.stringMatching(/^In (BTC, ETH|ETH, BTC), which move together$/),
      });
    expect(lines.has("together USDT DOGE")).toBe(false);
  });

  it("are unknown where the price of one is", () => {
    const lines = linesOf({ ...book, byAsset: new Map([...book.byAsset, ["USDT ETH", null as never]]) });
    expect(lines.get("together USDT BTC")).toMatchObject({ used: null, state: "unknown" });
  });
});
