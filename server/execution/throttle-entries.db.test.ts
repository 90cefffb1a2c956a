import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET, HAND_TIMEFRAME } from "@/server/worker/testing/hand-feed";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { createLeadership } from "./lead";
import { reconcile } from "./reconcile";
import { sendIntents, sendWaitingIntents } from "./send-orders";
import { settleOrders } from "./settle-orders";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

const BOTS = ["Zeus", "Apollo", "Hera", "Ares"];
type Limits = { gapMs?: number; inFlight?: number; perDay?: number; per10s?: number; per60s?: number };

const settingsOf = ({ per10s = 1_000, per60s = 1_000, ...binance }: Limits) => ({
  limits: { exchanges: { binance: { gapMs: 0, inFlight: 100, ...binance } }, per10s, per60s },
});
const open = async (limits: Limits, bots = BOTS) => {
  fixture = await openFixture(database, { bots, settings: settingsOf(limits) });
};
const statuses = async () =>
  (await db.order.findMany({ where: { purpose: "entry" }, orderBy: [{ wallAt: "asc" }, { id: "asc" }] })).map(
    ({ status }) => status,
  );
const count = async (status: string) => (await statuses()).filter((one) => one === status).length;
const showAt = (afterMs: number) => {
  const last = toDecimal("105");
  fixture.lifecycle.show({
    ...HAND_MARKET,
    at: plusMs(fixture.lifecycle.now(), afterMs),
    last,
    bid: last,
    ask: last,
  });
};

// Guards the exchange, and the promise that whoever must wait is neither lost nor forgotten.
describe("an entry that must wait", () => {
  it("keeps the exchange's gap, oldest first, and is sent when its turn comes", async () => {
    await open({ gapMs: 2_000 });
    const { orderIds } = await fixture.plan();
    expect(orderIds).toHaveLength(4);
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
    fixture.lifecycle.waitWall(1_999);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 0 });
    fixture.lifecycle.waitWall(1);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 1 });
    fixture.lifecycle.waitWall(2_000);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 1 });
    expect(await statuses()).toEqual(["ack", "ack", "ack", "intent"]);
  });

  it("is held back while as many as allowed are at the venue, and goes when one has ended", async () => {
    await open({ inFlight: 2 });
    const { orderIds } = await fixture.plan();
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 2 });
    fixture.lifecycle.waitWall(60_000);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 0 });
    await fixture.tick("105", 600);
    expect(await count("filled")).toBe(2);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 2 });
  });

  it("waits for its share of a burst", async () => {
    await open({ per10s: 3 });
    const { orderIds } = await fixture.plan();
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 3 });
    fixture.lifecycle.waitWall(9_999);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 0 });
    fixture.lifecycle.waitWall(1);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 1 });
  });

  it("does not hold up another exchange", async () => {
    await open({ gapMs: 600_000 }, ["Zeus", "Apollo", "Hera"]);
    const { orderIds } = await fixture.plan();
    const youngest = await db.order.findFirstOrThrow({ orderBy: [{ wallAt: "desc" }, { id: "desc" }] });
    await db.order.update({ where: { id: youngest.id }, data: { exchange: "kraken" } });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 2 });
    expect(await statuses()).toEqual(["ack", "intent", "ack"]);
  });

  it("is never one too many, however many senders ask at once", async () => {
    await open({ inFlight: 2 });
    const { orderIds } = await fixture.plan();
    const rounds = [
      sendIntents(fixture.lifecycle.runtime, orderIds),
      sendWaitingIntents(fixture.lifecycle.runtime),
      sendIntents(fixture.lifecycle.runtime, orderIds),
      sendWaitingIntents(fixture.lifecycle.runtime),
    ];
    const sent = (await Promise.all(rounds)).reduce((sum, round) => sum + round.sent, 0);
    expect(sent).toBe(2);
    expect(fixture.created).toHaveLength(2);
  });

  it("that nobody may send any more within its candle expires and gives its money back", async () => {
    await open({ gapMs: 600_000 }, ["Zeus", "Apollo"]);
    const { orderIds } = await fixture.plan();
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
    showAt(timeframeMs(HAND_TIMEFRAME) + 1);
    fixture.lifecycle.waitWall(5_000);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 0 });
    const held = await db.order.findFirstOrThrow({ where: { status: "expired" } });
    expect(held).toMatchObject({ endCode: "rate_limited", sentWallAt: null });
    const accounts = await db.ledgerAccount.findMany({ where: { botKey: held.botId, asset: "USDT" } });
    const balances = accounts.map(({ kind, balance }) => [kind, balance.toFixed()]);
    expect(Object.fromEntries(balances)).toMatchObject({ allocated: "1000", in_orders: "0" });
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("ends at once when its bot is paused or entries are stopped", async () => {
    await open({ gapMs: 600_000 }, ["Zeus", "Apollo", "Hera"]);
    const { orderIds } = await fixture.plan();
    await sendIntents(fixture.lifecycle.runtime, orderIds);
    const waiting = await db.order.findMany({
      where: { status: "intent" },
      orderBy: [{ wallAt: "asc" }, { id: "asc" }],
    });
    await db.bot.update({ where: { id: waiting[0]?.botId ?? "" }, data: { status: "paused" } });
    await sendWaitingIntents(fixture.lifecycle.runtime);
    expect(await statuses()).toEqual(["ack", "expired", "intent"]);
    await db.tradingMode.updateMany({ data: { entriesStopped: true } });
    await sendWaitingIntents(fixture.lifecycle.runtime);
    const codes = (await db.order.findMany({ where: { status: "expired" } })).map(({ endCode }) => endCode);
    expect(codes.sort()).toEqual(["bot_paused", "entries_stopped"]);
  });

  it("does not go out, though its turn has come, once its book is halted by its losses", async () => {
    await open({}, ["Zeus"]);
    const { orderIds } = await fixture.plan();
    const at = new Date(fixture.lifecycle.now());
    const none = { peakProfit: "0", dayKey: "2026-01-05", dayProfit: "0", lastProfit: "0", lastMarketAt: at };
    const part = {
      userId: fixture.userId,
      book: "demo",
      scope: "part",
      subject: "USDT",
      updatedWallAt: at,
    } as const;
    await db.riskGuard.create({ data: { ...part, ...none, haltedMarketAt: at } });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await db.order.findFirst()).toMatchObject({ status: "expired", endCode: "book_halted" });
    expect(fixture.created).toEqual([]);
  });

  it("finds its limits again under another leader, whose process knows nothing of the first", async () => {
    await open({ gapMs: 2_000 }, ["Zeus", "Apollo"]);
    const { orderIds } = await fixture.plan();
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
    await fixture.lifecycle.close();
    const next = createLeadership({ holder: "next", onLost: () => undefined });
    expect(await next.tryLead()).toBe(true);
    const successor = { ...fixture.lifecycle.runtime, leaderToken: next.token };
    expect(await sendWaitingIntents(successor)).toEqual({ sent: 0 });
    fixture.lifecycle.waitWall(2_000);
    expect(await sendWaitingIntents(successor)).toEqual({ sent: 1 });
    await next.resign();
  });

  it("does not wait an hour because the clock was set back an hour", async () => {
    await open({ gapMs: 2_000 }, ["Zeus", "Apollo"]);
    const { orderIds } = await fixture.plan();
    await sendIntents(fixture.lifecycle.runtime, orderIds);
    // the waiting one is of the time after the clock was set back: of an older one nobody could say how old it is
    await db.order.updateMany({ where: { status: "intent" }, data: { wallAt: new Date(0) } });
    fixture.lifecycle.waitWall(-3_600_000);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 0 });
    fixture.lifecycle.waitWall(2_000);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 1 });
  });
});

describe("what is not an entry", () => {
  it("an exit is sent at once, in the gap and beside a full venue, and takes nobody's turn", async () => {
    await open({ gapMs: 5_000, inFlight: 1, per10s: 1 }, ["Zeus", "Apollo"]);
    await fixture.tick("105", 500);
    await fixture.tick("105", 600);
    await fixture.tick("105");
    expect(await statuses()).toEqual(["filled", "intent"]);
    await fixture.tick("90");
    const exit = await db.order.findFirstOrThrow({ where: { purpose: "exit" } });
    expect(exit.status).toBe("ack");
    fixture.lifecycle.waitWall(10_000);
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 1 });
    await settleOrders(fixture.lifecycle.runtime);
  });
});

describe("the limits of a day", () => {
  it("are looked at again by the sender: what is over them expires with the reason", async () => {
    await open({}, ["Zeus", "Apollo"]);
    const { orderIds } = await fixture.plan();
    expect(orderIds).toHaveLength(2);
    await db.settings.updateMany({ data: { overrides: settingsOf({ perDay: 1 }) } });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
    const refused = await db.order.findFirstOrThrow({ where: { status: "expired" } });
    expect(refused).toMatchObject({ endCode: "exchange_daily_limit" });
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("begin anew at the owner's midnight of the market clock", async () => {
    const { countEntries } = await import("@/server/risk/count-entries");
    await open({}, ["Zeus", "Apollo"]);
    const { orderIds } = await fixture.plan();
    await sendIntents(fixture.lifecycle.runtime, orderIds.slice(0, 1));
    const { marketAt } = await db.order.findFirstOrThrow();
    const since = marketAt.getTime() as Parameters<typeof countEntries>[0]["since"];
    const bookKeyed = { userId: fixture.userId, book: "demo" } as const;
    expect(await countEntries({ ...bookKeyed, since })).toMatchObject({ total: 2 });
    expect(await countEntries({ ...bookKeyed, since, sentOnly: true })).toMatchObject({ total: 1 });
    expect(await countEntries({ ...bookKeyed, since: plusMs(since, 1) })).toMatchObject({ total: 0 });
    await db.order.updateMany({ where: { status: "intent" }, data: { status: "expired" } });
    const after = await countEntries({ ...bookKeyed, since });
    expect([...after.byExchange]).toEqual([["binance", 1]]);
  });
});
