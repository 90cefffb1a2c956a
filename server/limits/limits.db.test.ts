import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { sendWaitingIntents } from "@/server/execution/send-orders";
import { showDecision } from "@/server/history/decisions/show-decision";
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { saveCandles } from "@/server/market/store";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openBookValuation } from "@/server/portfolio/book-valuation";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { publishLiveView } from "@/server/portfolio/publish-live-view";
import { getSettings } from "@/server/settings/get-settings";
import { allowEntries, stopEntries, turnPaperOff, turnPaperOn } from "@/server/settings/set-modes";
import { HAND_MARKET, HAND_TIMEFRAME } from "@/server/worker/testing/hand-feed";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";
import { askWhatIf } from "./ask-what-if";
import { addToBlacklist, listBlacklist, previewRemove, removeFromBlacklist } from "./blacklist";
import { previewSetLimit, setLimit } from "./set-limit";
import { showLimits } from "./show-limits";

const WALL_NOW = wallMs(Date.UTC(2026, 0, 5));

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

const owner = (): ActionContext => ({
  actor: { kind: "owner", id: fixture.userId },
  userId: fixture.userId,
  runId: randomUUID(),
  channel: "web",
  marketNow: marketMs(Date.UTC(2026, 0, 5)),
  wallNow: WALL_NOW,
});
const linesOf = async () => {
  const { lines } = await showLimits({
    userId: fixture.userId,
    book: "demo",
    at: fixture.lifecycle.now(),
    wallNow: WALL_NOW,
  });
  return new Map(lines.map((line) => [line.id, line]));
};
const whatIf = async (spend?: string) => {
  const asked = await askWhatIf(
    { bot: "Zeus", ...(spend ? { spend } : {}) },
    { userId: fixture.userId, marketNow: fixture.lifecycle.now() },
  );
  if (!asked.ok) throw new Error(asked.refusal.message);
  return asked.value;
};

/** What the worker publishes of the book about once a second. */
const publish = async () => {
  const { userId, lifecycle } = fixture;
  const valuation = await openBookValuation({
    userId,
    book: "demo",
    feeds: () => [
      {
        ...HAND_MARKET,
        last: "105",
        bid: "105",
        ask: "105",
        priceDecimals: 2,
        refusedTicks: 0,
        tickMarketAt: new Date(lifecycle.now()).toISOString(),
        tickWallAt: new Date(WALL_NOW).toISOString(),
      },
    ],
    rateFeeds: () => [],
    badge: () => ({ kind: "simulated", label: "", source: "simulated:42", speed: "1", ended: false }),
    clocks: { market: lifecycle.now, wall: () => WALL_NOW },
  });
  expect(await publishLiveView(valuation)).toBe(true);
};

/** The slot's candles are closed, and lie where a process without a feed finds them. */
const storeCandles = async () => {
  const { feed, lifecycle } = fixture;
  const [at, last] = [plusMs(feed.startAt, 1_000), toDecimal("105")];
  lifecycle.show({ ...HAND_MARKET, at, last, bid: last, ask: last });
  const candles = await lifecycle.runtime.loadCandles(HAND_MARKET, HAND_TIMEFRAME, at, 100);
  expect(candles.length).toBeGreaterThan(10);
  await saveCandles(feed.source, [{ series: { ...HAND_MARKET, timeframe: HAND_TIMEFRAME }, candles }]);
};
const RANGES = {
  exits: { stop: { kind: "volatility", multiple: "1.5", candles: 5 } },
  settings: { ...UNPACED, volatilitySizing: { target: "0.005", candles: 6 } },
} as const;

describe("what if a bot entered now", () => {
  it.each([
    ["", {}],
    [", by its own average ranges", RANGES],
  ])("is what the cycle then does%s, to the last digit", async (_words, options) => {
    fixture = await openFixture(database, options);
    await publish();
    await storeCandles();
    const asked = await whatIf();
    expect(asked).toMatchObject({
      outcome: "enter",
      reasonCode: null,
      binding: null,
      quote: "USDT",
      base: "BTC",
    });
    await fixture.plan();
    const order = await db.order.findFirstOrThrow();
    expect([asked.allowed.amount, asked.price]).toEqual([
      order.amount.toFixed(),
      order.referencePrice.toFixed(),
    ]);
    const decision = await db.decision.findFirstOrThrow({ where: { action: "enter" } });
    const recorded = await showDecision({ decisionId: decision.id, userId: fixture.userId });
    expect(asked.checks).toEqual(recorded.ok && recorded.value.checks);
    // 30 % of 1,000 at 105; with the ranges of a market that has just jumped, less than half of it
    expect(toDecimal(asked.allowed.amount).lt("1.4")).toBe(options === RANGES);
  });

  it("names the rule that binds, and what the others say as well", async () => {
    fixture = await openFixture(database);
    await publish();
    const whole = await whatIf("900");
    expect(whole).toMatchObject({ outcome: "enter", binding: "cap" });
    expect(toDecimal(whole.allowed.spend).lte("350")).toBe(true);
    expect(await whatIf("1")).toMatchObject({
      outcome: "refuse",
      reasonCode: "below_minimum",
      binding: "minimum",
    });
    await stopEntries(owner());
    const stopped = await whatIf();
    expect(stopped).toMatchObject({ outcome: "refuse", reasonCode: "entries_stopped", binding: "entries" });
    expect(stopped.allowed.amount).toBe("0");
    expect(stopped.checks.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["funds", "minimum", "asset"]),
    );
  });
});

describe("the table of limits", () => {
  it("counts what is under way and held, of the same money as every other page", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    await publish();
    const lines = await linesOf();
    expect(lines.get("entries all")).toMatchObject({ used: "1", most: "2000", headroom: "1999" });
    expect(lines.get("entries binance")).toMatchObject({ used: "1", most: "500" });
    expect(lines.get(`bot-entries ${fixture.botId}`)).toMatchObject({ used: "1", most: "50", of: "Zeus" });
    expect(lines.get("bots binance")).toMatchObject({ used: "1", most: "10" });
    const position = await db.position.findFirstOrThrow();
    const worth = toDecimal(position.amount.toFixed()).times("105");
    const view = await getLiveView(fixture.userId, "demo");
    const share = worth.div(view?.totals[0]?.equity ?? "0").toDecimalPlaces(6);
    expect(lines.get("coin USDT BTC")).toMatchObject({ used: share.toFixed(), most: "0.35", state: "ok" });
    expect(lines.get("day-loss USDT")).toMatchObject({ state: "unknown", most: "0.05" });
  });

  it("is unknown where it takes a price nobody has published", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    const lines = await linesOf();
    expect([...lines.keys()].filter((id) => id.startsWith("coin"))).toEqual([]);
    expect(lines.get(`bot-position ${fixture.botId}`)).toMatchObject({ used: null, state: "unknown" });
  });
});

describe("a limit", () => {
  it("is changed once, by its name, and audited with what it was", async () => {
    fixture = await openFixture(database);
    await publish();
    const input = { setting: "guards.bookDailyLoss", value: "4 %" };
    expect(await previewSetLimit(input, owner())).toMatchObject({
      ok: true,
      value: { changes: [{ now: "5 %", after: "4 %" }] },
    });
    expect(await setLimit(input, owner())).toMatchObject({
      ok: true,
      value: { before: "5 %", after: "4 %" },
    });
    expect((await getSettings(fixture.userId)).guards).toMatchObject({
      bookDailyLoss: "0.04",
      bookDrawdown: "0.15",
    });
    expect(await setLimit(input, owner())).toMatchObject({ ok: false, refusal: { code: "not_now" } });
    expect((await linesOf()).get("day-loss USDT")?.most).toBe("0.04");
    const trail = await db.auditEntry.findMany({ where: { action: "settings.changed" } });
    expect(trail).toMatchObject([
      { subject: "guards.bookDailyLoss", detail: { before: "0.05", after: "0.04" } },
    ]);
  });

  it("and another, changed at the same time, lose neither", async () => {
    fixture = await openFixture(database);
    const values = ["limits.per10s", "limits.per60s", "limits.perBotPerDay", "botsMax"];
    await Promise.all(values.map((setting) => setLimit({ setting, value: "7" }, owner())));
    const { limits, botsMax } = await getSettings(fixture.userId);
    expect([limits.per10s, limits.per60s, limits.perBotPerDay, botsMax]).toEqual([7, 7, 7, 7]);
  });
});

describe("the blacklist", () => {
  it("keeps every bot out of a coin, and of a market, until it is taken off", async () => {
    fixture = await openFixture(database);
    await publish();
    expect(await addToBlacklist({ symbol: "ETH/USDT" }, owner())).toMatchObject({ ok: true });
    expect(await addToBlacklist({ symbol: "BTC" }, owner())).toMatchObject({ ok: true });
    expect(await addToBlacklist({ symbol: "BTC" }, owner())).toMatchObject({ ok: true });
    expect(await db.auditEntry.count({ where: { subject: "blacklist" } })).toBe(2);
    expect((await listBlacklist(fixture.userId)).lines).toEqual(["BTC", "ETH/USDT"]);
    await fixture.plan();
    expect(await db.order.count()).toBe(0);
    expect(await db.decision.findFirst()).toMatchObject({ action: "skip", reasonCode: "blacklisted" });
    expect(await previewRemove({ symbol: "DOGE" }, owner())).toMatchObject({
      refusal: { code: "not_found" },
    });
    expect(await removeFromBlacklist({ symbol: "BTC" }, owner())).toMatchObject({
      value: { lines: ["ETH/USDT"] },
    });
    expect(await whatIf()).toMatchObject({ outcome: "enter" });
  });
});

describe("entries", () => {
  it("that were stopped end what waits, and are allowed again by the owner alone, never under a stop", async () => {
    fixture = await openFixture(database);
    await fixture.plan();
    expect(await stopEntries(owner())).toMatchObject({ ok: true, value: { entriesStopped: true } });
    await sendWaitingIntents(fixture.lifecycle.runtime);
    expect(fixture.created).toEqual([]);
    expect(await db.order.findFirst()).toMatchObject({ status: "expired", endCode: "entries_stopped" });
    expect(await stopEntries(owner())).toMatchObject({ ok: true });
    expect(await db.auditEntry.count({ where: { action: "mode.changed" } })).toBe(1);
    await db.tradingMode.updateMany({ data: { halted: true } });
    expect(await allowEntries(owner())).toMatchObject({ ok: false, refusal: { code: "not_now" } });
    await db.tradingMode.updateMany({ data: { halted: false } });
    expect(await allowEntries(owner())).toMatchObject({ ok: true, value: { entriesStopped: false } });
    expect(await allowEntries(owner())).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  });

  it("of paper are turned off and on once each", async () => {
    fixture = await openFixture(database);
    await publish();
    expect(await turnPaperOff(owner())).toMatchObject({ ok: true, value: { paper: false } });
    expect(await turnPaperOff(owner())).toMatchObject({ ok: false });
    expect(await whatIf()).toMatchObject({ outcome: "refuse", reasonCode: "mode_off" });
    expect(await turnPaperOn(owner())).toMatchObject({ ok: true, value: { paper: true } });
    expect(await turnPaperOn(owner())).toMatchObject({ ok: false });
  });
});
