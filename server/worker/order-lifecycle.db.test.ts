import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { reconcile } from "@/server/execution/reconcile";
import { settleOrders } from "@/server/execution/settle-orders";
import { replayDecision } from "@/server/history/decisions/replay-from-store";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { listBalances } from "@/server/ledger/find-balances";
import { fundBook } from "@/server/ledger/fund-book";
import { timeframeMs } from "@/server/market/core/candle";
import type { MarketFeed } from "@/server/market/core/market-feed";
import { openRecordedFeed } from "@/server/market/feeds/recorded-feed";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type OrderLifecycle, openOrderLifecycle } from "./testing/open-order-lifecycle";
import { emptyTables, saveSettings } from "./testing/prepare-tables";
import { runPlainLoop } from "./testing/run-plain-loop";

const FILE = path.resolve(import.meta.dirname, "../../../shared/facts/market/BINANCE_BTC-USDT_5m.csv.gz");
const SLOTS = 260;
const STEP = timeframeMs("5m");
const PARAMS = { fast: 5, slow: 13, trend: 0 };
const CAPITAL = "1000";
const MARKET = { exchange: "binance" as const, symbol: "BTC/USDT" };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

async function seedBot(feed: MarketFeed, name: string, settings: { readonly [name: string]: unknown } = {}) {
  const now = { marketNow: feed.startAt, wallNow: wallMs(Date.UTC(2026, 0, 5)) };
  const { userId } = await ensureOwner(now);
  await saveSettings(database, userId, settings);
  const ctx = systemContext({ id: "test", userId, channel: "start" }, now);
  const funded = await fundBook(ctx, {
    book: "demo",
    exchange: "binance" as const,
    asset: "USDT",
    amount: toDecimal(CAPITAL),
    ref: name,
  });
  if (!funded.ok) throw new Error(funded.refusal.message);
  const input = createBotInput.parse({
    ...MARKET,
    name,
    timeframe: "5m",
    capital: CAPITAL,
    params: PARAMS,
    riskMode: "balanced",
  });
  const created = await createBot(input, ctx);
  if (!created.ok) throw new Error(created.refusal.message);
  return { userId, botId: created.value.botId };
}

/** What a bot decided and traded, as the plain loop tells it. */
async function traded(botId: string) {
  const decisions = await db.decision.findMany({ where: { botId }, orderBy: { slotAt: "asc" } });
  const fills = await db.fill.findMany({
    where: { botId },
    orderBy: { marketAt: "asc" },
    include: { order: true },
  });
  return {
    acts: decisions.map(({ slotAt, action, reasonCode }) => ({ slot: slotAt.getTime(), action, reasonCode })),
    filledOrders: fills.map(({ side, amount, price, order }) => ({
      side,
      amount: amount.toFixed(),
      price: price.toFixed(),
      reason: order.reasonCode,
    })),
    fills,
  };
}

// Guards the promise that backtest, paper and live are the same lifecycle.
describe.skipIf(!existsSync(FILE))(
  "the order lifecycle on recorded candles (skipped where shared/facts/market is absent)",
  () => {
    let feed: MarketFeed;
    let lifecycle: OrderLifecycle;
    let ids: { userId: string; botId: string };

    beforeAll(async () => {
      feed = await openRecordedFeed([FILE], Date.now());
      lifecycle = await openOrderLifecycle({ feed, timeframe: "5m", markets: [MARKET] });
      ids = await seedBot(feed, "Zeus");
      await lifecycle.advanceTo(plusMs(feed.startAt, SLOTS * STEP));
    }, 120_000);
    afterAll(() => lifecycle?.close());

    it("decides at every slot and trades exactly as a plain loop over the core does", async () => {
      const oracle = await runPlainLoop(feed, {
        market: MARKET,
        params: PARAMS,
        capital: CAPITAL,
        until: plusMs(feed.startAt, SLOTS * STEP),
      });
      const lifecycle = await traded(ids.botId);
      expect(lifecycle.acts.length).toBeGreaterThan(SLOTS - 5);
      expect(lifecycle.acts).toEqual(oracle.acts);
      expect(lifecycle.filledOrders.length).toBeGreaterThan(10);
      expect(lifecycle.filledOrders).toEqual(oracle.filledOrders);
    });

    it("leaves ledger = venue per asset, and positions = the sum of fills", async () => {
      expect(await reconcile(lifecycle.runtime)).toMatchObject({ difference: "0", venues: 1 });
      const positions = await db.position.findMany({ where: { botId: ids.botId } });
      for (const position of positions) {
        const fills = await db.fill.findMany({ where: { positionId: position.id } });
        const net = fills.reduce(
          (sum, fill) =>
            (fill.side === "buy" ? sum.plus(fill.amount.toFixed()) : sum.minus(fill.amount.toFixed())).minus(
              fill.feeAsset === "BTC" ? fill.fee.toFixed() : ZERO,
            ),
          ZERO,
        );
        expect(position.amount.toFixed()).toBe(net.plus(position.carriedAmount.toFixed()).toFixed());
      }
      const carried = positions.reduce((sum, each) => sum.plus(each.carriedAmount.toFixed()), ZERO);
      expect(carried.toFixed()).toBe("0");
      const dust = positions.reduce(
        (sum, { status, amount }) => (status === "closed" ? sum.plus(amount.toFixed()) : sum),
        ZERO,
      );
      expect(dust.gt(0) && dust.lt("0.00001")).toBe(true);
      const realised = positions.reduce((sum, position) => sum.plus(position.realised.toFixed()), ZERO);
      const balances = await listBalances({ userId: ids.userId, book: "demo" });
      const quote = balances
        .filter((row) => row.asset === "USDT" && ["available", "allocated", "in_orders"].includes(row.kind))
        .reduce((sum, row) => sum.plus(row.balance), ZERO);
      // closed ones too: what is below the lot stays held
      const cost = positions.reduce((sum, position) => sum.plus(position.cost.toFixed()), ZERO);
      expect(quote.plus(cost).toFixed()).toBe(toDecimal(CAPITAL).plus(realised).toFixed());
    });

    it("has one venue order per intent and no order left in flight", async () => {
      const orders = await db.order.findMany({ where: { botId: ids.botId } });
      const venueOrders = await db.paperOrder.findMany({ where: { userId: ids.userId } });
      expect(venueOrders.length).toBe(
        orders.filter((order) => !["rejected", "expired"].includes(order.status)).length,
      );
      expect(new Set(venueOrders.map((order) => order.clientOrderId)).size).toBe(venueOrders.length);
    });

    it("replays every record to the same decision, bit for bit", async () => {
      const decisions = await db.decision.findMany({
        where: { botId: ids.botId },
        take: 60,
        orderBy: { slotAt: "desc" },
      });
      for (const { id } of decisions) {
        // the candles of the feed itself: this lifecycle stores none
        const replay = await replayDecision(
          { decisionId: id, userId: ids.userId },
          (exchange, symbol, ...rest) => lifecycle.runtime.loadCandles({ exchange, symbol }, ...rest),
        );
        expect(replay).toMatchObject({ ok: true, value: { outcome: "identical" } });
      }
    });
  },
);

// Guards the same promise for entries that rest in the book.
describe.skipIf(!existsSync(FILE))(
  "limit entries with a time-out (skipped where shared/facts/market is absent)",
  () => {
    it("are filled as maker or given up exactly where a plain loop says so", async () => {
      await emptyTables(database);
      const feed = await openRecordedFeed([FILE], Date.now());
      // settled at every tick: when one is given up depends on nothing but the prices
      const lifecycle = await openOrderLifecycle({
        feed,
        timeframe: "5m",
        markets: [MARKET],
        between: (venue) => venue,
      });
      const until = plusMs(feed.startAt, SLOTS * STEP);
      const { botId } = await seedBot(feed, "Athena", { makerFirstAbove: "0" });
      await lifecycle.advanceTo(until);
      const setup = { market: MARKET, params: PARAMS, capital: CAPITAL, until, makerFirstAbove: "0" };
      const oracle = await runPlainLoop(feed, setup);
      const { acts, filledOrders, fills } = await traded(botId);
      expect(acts).toEqual(oracle.acts);
      expect(filledOrders).toEqual(oracle.filledOrders);
      const bought = fills.filter(({ side }) => side === "buy");
      expect(bought.length).toBeGreaterThan(2);
      expect(new Set(bought.map(({ liquidity }) => liquidity))).toEqual(new Set(["maker"]));
      const timedOut = await db.order.findMany({ where: { botId, status: "cancelled" } });
      expect(timedOut.map(({ endCode }) => endCode)).toContain("rest_timeout");
      expect((await reconcile(lifecycle.runtime)).difference).toBe("0");
      await lifecycle.close();
    }, 120_000);
  },
);

// Guards against a venue that loses, repeats and shuffles its news.
describe.skipIf(!existsSync(FILE))(
  "a venue with bad manners (skipped where shared/facts/market is absent)",
  () => {
    it("converges: every trade booked once, ledger = venue, nothing sent twice", async () => {
      await emptyTables(database);
      const feed = await openRecordedFeed([FILE], Date.now());
      let calls = 0;
      let created = 0;
      const between = (venue: ExchangePort): ExchangePort => ({
        ...venue,
        createOrder: async (request) => {
          created += 1;
          const answer = await venue.createOrder(request);
          // accepted, but the answer is lost on the way back
          if (created % 2 === 0) throw new Error("socket hang up");
          return answer;
        },
        findOrder: async (account, clientOrderId, symbol) => {
          calls += 1;
          if (calls % 5 === 0) throw new Error("502 bad gateway");
          const found = await venue.findOrder(account, clientOrderId, symbol);
          if (!found || calls % 3 === 0) return found && { ...found, trades: [] };
          return { ...found, trades: [...found.trades, ...found.trades].reverse() };
        },
      });
      const lifecycle = await openOrderLifecycle({ feed, timeframe: "5m", markets: [MARKET], between });
      const { botId, userId } = await seedBot(feed, "Apollo");
      await lifecycle.advanceTo(plusMs(feed.startAt, 120 * STEP));
      lifecycle.waitWall(60_000);
      for (let round = 0; round < 12; round++) {
        await lifecycle.venue.match();
        await settleOrders(lifecycle.runtime);
        lifecycle.waitWall(1_000);
      }
      const orders = await db.order.findMany({ where: { botId }, include: { fills: true } });
      const venueOrders = await db.paperOrder.findMany({
        where: { userId, clientOrderId: { in: orders.map((order) => order.clientOrderId) } },
      });
      expect(orders.length).toBeGreaterThan(4);
      expect(venueOrders.length).toBe(orders.length);
      expect(created).toBeGreaterThanOrEqual(orders.length);
      for (const order of orders) {
        expect(["filled", "intent"]).toContain(order.status);
        expect(order.fills.reduce((sum, fill) => sum.plus(fill.amount.toFixed()), ZERO).toFixed()).toBe(
          order.filled.toFixed(),
        );
      }
      expect((await reconcile(lifecycle.runtime)).difference).toBe("0");
      await lifecycle.close();
    }, 120_000);
  },
);
