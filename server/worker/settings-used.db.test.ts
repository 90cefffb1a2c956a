// Every setting of the schema is changed once, and something an owner would see is another one than before; or it waits.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBotInput, riskModes } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import { pruneCommandRuns } from "@/server/commands/prune-runs";
import { planToJson } from "@/server/decisions/core/plan-decision";
import { snapshotToJson } from "@/server/decisions/core/snapshot-json";
import { decideBot } from "@/server/decisions/decide-bot";
import { listBotTradeRecords } from "@/server/decisions/list-bot-trade-records";
import { loadSnapshots } from "@/server/decisions/load-snapshots";
import { toIntent } from "@/server/decisions/to-records";
import type { OrderRequest } from "@/server/exchange/core/exchange-port";
import { sendIntents } from "@/server/execution/send-orders";
import { findOrders } from "@/server/execution/store/orders";
import { giveAdmissionBack, openEntryThrottle } from "@/server/execution/throttle/entry-throttle";
import { plusMs, toDate } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { createRulesBook } from "@/server/market/rules-book";
import { db } from "@/server/platform/db";
import { logger } from "@/server/platform/logger";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { guardBooks } from "@/server/risk/guard-books";
import { defaultSettings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { protectVenue } from "@/server/stops/protect-positions";
import { howLongJobsAreKept } from "@/server/storage/jobs-kept";
import { pruneNext } from "@/server/storage/prune-storage";
import { startTrader } from "./start-trader";
import { HAND_MARKET, HAND_TIMEFRAME } from "./testing/hand-feed";
import { leaveOldRow, type OldRow } from "./testing/old-rows";
import { type Fixture, openFixture } from "./testing/open-fixture";
import { saveSettings, withMoneyLocked } from "./testing/prepare-tables";
import { seeTogether } from "./testing/see-together";
import { isTriedHere, leaves, merge, type Tree, toTree } from "./testing/settings-tree";
import { shownCurrency } from "./testing/shown-currency";

/** Cases of a kind are tried in one fixture, one after the other. */
type Probe = { readonly kind: string; readonly see: (settings: Tree) => Promise<unknown> };
/** What a setting is changed to, where its effect is seen, and what else must be set for it to have one. */
type Case = { readonly to: unknown; readonly probe: Probe; readonly beside?: Tree };

/** Settings of parts that are not built yet, and which. */
const WAITING: { readonly [path: string]: string } = {
  "weights.regime": "no source of regimes speaks yet: an absent source's weight is handed to the others",
  "weights.fetchai": "no source of that name speaks yet",
  "weights.llm": "no source of that name speaks yet",
};

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** The first bot's decision at the cross: what it was made on, what came of it, and its order. */
const decision = (riskMode: (typeof riskModes)[number] = "balanced", isLive = false): Probe => ({
  kind: "decision",
  see: async (settings) => {
    // a book is read once per slot and process: this is another process
    const runtime = { ...fixture.lifecycle.runtime };
    await saveSettings(database, fixture.userId, settings);
    const liveMarketAt = isLive ? toDate(fixture.feed.startAt) : null;
    await db.bot.updateMany({ where: { id: fixture.botId }, data: { riskMode, liveMarketAt } });
    const bots = await listTradingBots({ botIds: [fixture.botId], limit: 1 });
    const [loaded] = await loadSnapshots(runtime, bots, plusMs(fixture.feed.startAt, 1_000));
    if (!loaded) throw new Error("nothing was read");
    const planned = decideBot(loaded);
    // the weights are what the score is made of: recording them is no effect
    const { weights: _weights, ...facts } = snapshotToJson(planned.snapshot, planned.window);
    const plan = planToJson(planned.plan);
    const order = planned.plan.order && toIntent(runtime, planned, plusMs(fixture.feed.startAt, 1_000));
    return {
      facts,
      action: planned.plan.action,
      score: plan.score,
      restUntil: order?.restUntil,
      deadline: order?.deadline,
    };
  },
});

/** What the throttle says to a second entry, half a second after the first went to that exchange. */
const throttle = (exchange: ExchangeName): Probe => ({
  kind: "throttle",
  see: async (settings) => {
    const { runtime } = fixture.lifecycle;
    if ((await db.order.count()) === 0) {
      const [first = ""] = (await fixture.plan()).orderIds;
      await sendIntents(runtime, [first]);
      fixture.lifecycle.waitWall(500);
    }
    await saveSettings(database, fixture.userId, settings);
    await db.order.updateMany({ data: { exchange } });
    const orders = await findOrders({ statuses: ["intent"] });
    const gate = await openEntryThrottle(runtime, orders);
    const said = orders.map((order) => gate.ask(order));
    for (const { orderId } of orders) giveAdmissionBack(runtime, orderId);
    return said;
  },
});
const free = (exchange: ExchangeName): Tree => toTree(`limits.exchanges.${exchange}.gapMs`, 0);

const shown: Probe = {
  kind: "shown",
  see: async (settings) => {
    await saveSettings(database, fixture.userId, settings);
    return shownCurrency(fixture.userId, fixture.lifecycle.runtime.clocks);
  },
};

/** Whether another bot may be created at an exchange. */
const creation = (exchange: ExchangeName): Probe => ({
  kind: "creation",
  see: async (settings) => {
    await saveSettings(database, fixture.userId, settings);
    const { id: _id, ...row } = await db.market.findFirstOrThrow();
    await db.market.createMany({ data: [{ ...row, exchange }], skipDuplicates: true });
    const made = await createBot(
      createBotInput.parse({ ...HAND_MARKET, exchange, capital: "1000", timeframe: HAND_TIMEFRAME }),
      { ...fixture.ctx, runId: randomUUID() },
    );
    return made.ok ? "created" : made.refusal.message;
  },
});

/** A fixture of its own with these settings and an open position. */
async function openHeld(settings: Tree): Promise<void> {
  await fixture.close();
  fixture = await openFixture(database, { settings: merge(defaultSettings, settings) });
  await fixture.enter();
}
const held = (look: () => Promise<unknown>): Probe => ({
  kind: "held",
  see: async (settings) => {
    await openHeld(settings);
    return look();
  },
});
const position = held(() =>
  db.position.findFirst({
    select: { stopPrice: true, targetPrice: true, trailingRatio: true, timeStopAt: true },
  }),
);
const resting = held(async () => {
  await protectVenue(fixture.lifecycle.runtime, "paper:binance", await listOpenPositions({}));
  return db.order.findFirstOrThrow({ where: { type: "stop" }, select: { triggerPrice: true } });
});
/** What the guards do after a fall of a few percent. */
const guards = held(async () => {
  const { runtime } = fixture.lifecycle;
  const books = [{ userId: fixture.userId, book: "demo" }] as const;
  await guardBooks(runtime, books);
  const [last, at] = [toDecimal("103"), plusMs(fixture.lifecycle.now(), 1_000)];
  fixture.lifecycle.show({ ...HAND_MARKET, at, last, bid: last, ask: last });
  await guardBooks(runtime, books);
  const [parts, bots] = await Promise.all([
    db.riskGuard.findMany({
      where: { scope: "part" },
      select: { lockedUntil: true, haltedMarketAt: true },
    }),
    db.bot.findMany({ select: { status: true, quarantinedUntil: true } }),
  ]);
  return { parts, bots };
});
/** How many closed trades the edge is judged by, two days after one. */
const record: Probe = {
  kind: "held",
  see: async (settings) => {
    await openHeld(settings);
    await fixture.tick("90");
    await fixture.tick("90");
    await fixture.tick("90");
    const bots = await listTradingBots({ botIds: [fixture.botId], limit: 1 });
    const now = plusMs(fixture.lifecycle.now(), 2 * DAY_MS);
    return (await listBotTradeRecords(bots, await getSettings(fixture.userId), now)).get(fixture.botId)?.edge
      .trades;
  },
};

/** An order at the trader's own venue: when it may fill, at which price it did, or that it was given up. */
const venue = (hangs = false): Probe => ({
  kind: "venue",
  see: async (settings) => {
    const { runtime, now } = fixture.lifecycle;
    await saveSettings(database, fixture.userId, settings);
    // nobody knows how much this market trades: any amount does
    const feed = { ...fixture.feed, candles: async () => [] };
    const trader = await startTrader({
      feed,
      rules: await createRulesBook({ feed, wall: runtime.clocks.wall, onFailed: () => undefined }),
      clocks: runtime.clocks,
      speed: 60,
      log: logger("test"),
      leadership: {
        token: runtime.leaderToken,
        tryLead: async () => false,
        leader: async () => null,
        resign: async () => undefined,
      },
      lastTick: runtime.lastTick,
      onChanged: () => undefined,
      onSuperseded: () => undefined,
    });
    const account = { userId: fixture.userId, book: "demo", venue: "paper:binance" } as const;
    const clientOrderId = randomUUID();
    const order: OrderRequest = {
      ...account,
      clientOrderId,
      symbol: "BTC/USDT",
      base: "BTC",
      quote: "USDT",
      side: "buy",
      type: "market",
      amount: toDecimal("1"),
      limitPrice: null,
      postOnly: false,
      stopPrice: null,
      deadline: plusMs(runtime.clocks.wall(), 60_000),
    };
    const port = trader.runtime.portOf(account.venue);
    const priceAt = (afterMs: number) => {
      const last = toDecimal("105");
      const tick = { ...HAND_MARKET, at: plusMs(now(), afterMs), last, bid: last, ask: last };
      fixture.lifecycle.show(tick);
      return tick;
    };
    priceAt(1);
    try {
      if (hangs)
        return await withMoneyLocked(database, () =>
          port.createOrder(order).catch((error: Error) => error.message),
        );
      await port.createOrder(order);
      const { matchMarketAt } = await db.paperOrder.findFirstOrThrow({ where: { clientOrderId } });
      const askedAt = now();
      await trader.onTicks([priceAt(2_000)]);
      // matched beside the tick, in the venue's lane
      const isFilled = async () =>
        (await port.findOrder(account, clientOrderId, order.symbol))?.trades.length;
      await expect.poll(isFilled, { timeout: 10_000 }).toBe(1);
      const found = await port.findOrder(account, clientOrderId, order.symbol);
      return [matchMarketAt.getTime() - askedAt, found?.trades.map(({ price }) => price.toFixed())];
    } finally {
      await trader.stop();
    }
  },
});
/** Two skips of one day and reason, and one of today: the newest day stays whole. */
async function skipThere(at: Date): Promise<void> {
  const { userId, botId } = fixture;
  const { id: versionId } = await db.botVersion.findFirstOrThrow({ where: { botId } });
  const noon = Math.floor(at.getTime() / DAY_MS) * DAY_MS + 12 * HOUR_MS;
  const slots = [noon, noon + HOUR_MS, fixture.lifecycle.now()].map((slot) => new Date(slot));
  await db.decision.createMany({
    data: slots.map((slotAt) => ({
      userId,
      botId,
      versionId,
      book: "demo" as const,
      marketKind: "simulated" as const,
      slotAt,
      action: "skip",
      reasonCode: "below_threshold",
      inputs: {},
      outcome: {},
      marketAt: slotAt,
      wallAt: slotAt,
    })),
    skipDuplicates: true,
  });
}

/** How much the nightly tidying removes. */
const tidied = (part: "decisions" | OldRow, hoursOld: number): Probe => ({
  kind: "tidied",
  see: async (settings) => {
    const { runtime } = fixture.lifecycle;
    await saveSettings(database, fixture.userId, settings);
    const at = new Date(runtime.clocks.wall() - hoursOld * HOUR_MS);
    if (part === "decisions") await skipThere(at);
    else await leaveOldRow(database, part, { userId: fixture.userId, at });
    return (await pruneNext(runtime.clocks, { part, after: null }, pruneCommandRuns)).removed;
  },
});

const kept: Probe = {
  kind: "tidied",
  see: async (settings) => {
    await saveSettings(database, fixture.userId, settings);
    return howLongJobsAreKept(fixture.userId);
  },
};

const together: Probe = { kind: "together", see: (settings) => seeTogether(database, fixture, settings) };

const SIZED = toTree("volatilitySizing.candles", 6);
const SIZED_FOR = toTree("volatilitySizing.target", "0.001");
const protections = (path: string, to: unknown, beside: Tree): [string, Case] => [
  `protections.${path}`,
  { to, probe: decision(), beside: { protections: beside } },
];
const limitsOf = (exchange: ExchangeName): readonly [string, Case][] => [
  [`limits.exchanges.${exchange}.perDay`, { to: 1, probe: throttle(exchange), beside: free(exchange) }],
  [`limits.exchanges.${exchange}.gapMs`, { to: 100, probe: throttle(exchange) }],
  [`limits.exchanges.${exchange}.inFlight`, { to: 1, probe: throttle(exchange), beside: free(exchange) }],
  [`slots.${exchange}`, { to: 0, probe: creation(exchange) }],
];
const ratiosOf = (mode: (typeof riskModes)[number]): readonly [string, Case][] => [
  [`riskModes.${mode}.positionSize`, { to: "0.1", probe: decision(mode) }],
  [`riskModes.${mode}.positionCap`, { to: "0.05", probe: decision(mode) }],
  [`riskModes.${mode}.stop`, { to: "0.015", probe: decision(mode) }],
];

const cases = new Map<string, Case>([
  ["timeZone", { to: "Pacific/Auckland", probe: guards, beside: toTree("guards.bookDailyLoss", "0.0001") }],
  ["displayCurrency", { to: "EUR", probe: shown }],
  ...riskModes.flatMap(ratiosOf),
  ["takeProfit", { to: "0.2", probe: position }],
  ["trailingStop", { to: "0.2", probe: position }],
  ["timeStopHours", { to: 3, probe: position }],
  ["weights.technical", { to: "0", probe: decision() }],
  ["entryThreshold", { to: "1", probe: decision() }],
  ["staleIntervals", { to: 5, probe: decision() }],
  ["firstLive.hours", { to: 0, probe: decision("balanced", true) }],
  ["firstLive.share", { to: "0.1", probe: decision("balanced", true) }],
  ["reserveBuffer", { to: "0.05", probe: decision() }],
  ["gapRoom", { to: "0.3", probe: decision() }],
  ["exchangeStopWidth", { to: "0.2", probe: resting }],
  ["paperHalfSpread", { to: "0.01", probe: venue() }],
  ["paperSlippage", { to: "0.01", probe: venue() }],
  ["paperLatencyMs", { to: 1_500, probe: venue() }],
  ["orderDeadlineMs", { to: 1_000, probe: venue(true), beside: { orderDeadlineMs: 1_500 } }],
  ...exchangeNames.flatMap(limitsOf),
  ["limits.perBotPerDay", { to: 3, probe: decision() }],
  ["limits.per10s", { to: 1, probe: throttle("binance"), beside: free("binance") }],
  ["limits.per60s", { to: 1, probe: throttle("binance"), beside: free("binance") }],
  ["limits.perUserPerDay", { to: 1, probe: throttle("binance"), beside: free("binance") }],
  ["blacklist", { to: ["BTC"], probe: decision() }],
  ["exposure.asset", { to: "0.01", probe: decision() }],
  ["exposure.exchange", { to: "0.01", probe: decision() }],
  ["exposure.correlated", { to: "0.01", probe: together, beside: toTree("correlation.hours", 59) }],
  ["correlation.least", { to: "1", probe: together, beside: toTree("correlation.hours", 59) }],
  ["correlation.hours", { to: 59, probe: together }],
  ["volatilitySizing.target", { to: "0.001", probe: decision(), beside: SIZED }],
  ["volatilitySizing.candles", { to: 3, probe: decision(), beside: merge(SIZED, SIZED_FOR) }],
  ["guards.bookDailyLoss", { to: "0.0001", probe: guards }],
  ["guards.bookDrawdown", { to: "0.0001", probe: guards }],
  ["guards.botDailyLoss", { to: "0.0001", probe: guards }],
  ["guards.botDrawdown", { to: "0.0001", probe: guards }],
  ["guards.quarantineHours", { to: 5, probe: guards, beside: toTree("guards.botDrawdown", "0.0001") }],
  ["edge.tradesLeast", { to: 5, probe: decision() }],
  ["edge.windowDays", { to: 1, probe: record }],
  ["edge.buffer", { to: "0.01", probe: decision() }],
  ["makerFirstAbove", { to: "0.001", probe: decision() }],
  ["entryRestMs", { to: 60_000, probe: decision(), beside: { makerFirstAbove: "0.001" } }],
  protections("cooldownCandles", 3, {}),
  protections("stopGuard.stops", 2, {}),
  protections("stopGuard.windowCandles", 9, { stopGuard: { stops: 2 } }),
  protections("lowProfit.trades", 2, {}),
  protections("lowProfit.windowCandles", 9, { lowProfit: { trades: 2 } }),
  protections("lowProfit.profitLeast", "0.01", { lowProfit: { trades: 2 } }),
  ["keep.skipsWholeDays", { to: 1, probe: tidied("decisions", 72) }],
  ["keep.eventsHours", { to: 1, probe: tidied("outbox", 10) }],
  ["keep.commandRunsDays", { to: 1, probe: tidied("runs", 50) }],
  ["keep.alertsDays", { to: 1, probe: tidied("alerts", 50) }],
  ["keep.reportsDays", { to: 1, probe: tidied("reports", 50) }],
  ["keep.jobsCompletedHours", { to: 1, probe: kept }],
  ["keep.jobsFailedDays", { to: 1, probe: kept }],
  ["botsMax", { to: 1, probe: creation("binance") }],
]);

describe("the owner's settings are the ones used", () => {
  it("every setting is tried here, or named with what it waits for", () => {
    const all = leaves(defaultSettings).filter(isTriedHere).toSorted();
    expect([...cases.keys(), ...Object.keys(WAITING)].toSorted()).toEqual(all);
  });

  const byKind = Map.groupBy(cases, ([, { probe }]) => probe.kind);
  describe.each([...byKind])("%s", (_kind, some) => {
    beforeAll(async () => {
      fixture = await openFixture(database, { settings: {}, bots: ["Zeus", "Apollo"] });
    });
    afterAll(() => fixture?.close());
    it.each(some)("%s", async (path, { to, probe, beside = {} }) => {
      const before = JSON.stringify(await probe.see(beside));
      const after = JSON.stringify(await probe.see(merge(beside, toTree(path, to))));
      expect(after).not.toBe(before);
    });
  });
});
