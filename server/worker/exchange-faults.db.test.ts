// Faults of exchanges, each by name with its figure: real adapters over HTTP against simulated exchanges, the worker's own wiring.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { settleOrders } from "@/server/execution/settle-orders";
import { type Decimal, sumOf } from "@/server/kernel/money";
import { listBotBalances } from "@/server/ledger/find-balances";
import { db } from "@/server/platform/db";
import {
  letBotBuy,
  letBotDecide,
  letBotGoLive,
  openPracticeWorld,
  type PracticeCase,
  type PracticeWorld,
  takeAccountOver,
} from "./testing/practice-world";

const BINANCE = { exchange: "binance", symbol: "BTC/USDT", asset: "USDT", capital: "2000" } as const;
const CASES = [
  BINANCE,
  { exchange: "kucoin", symbol: "BTC/USDT", asset: "USDT", capital: "20000" },
  { exchange: "kraken", symbol: "BTC/USD", asset: "USD", capital: "20000" },
  { exchange: "valr", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
  { exchange: "luno", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
] as const;
/** Asked are five seconds; generous, for it counts rounds of two on whatever machine. */
const COVERED_MS = 15_000;
const LOOKS = { timeout: 30_000, interval: 200 };
const BAN_MS = 4_000;
/** Requests that were on their way when the ban was told have ended by then. */
const ON_THE_WAY_MS = 300;

let world: PracticeWorld;
beforeAll(async () => {
  world = await openPracticeWorld(CASES);
  for (const of of CASES) await takeAccountOver(world, of);
});
afterAll(() => world?.close());
beforeEach(async () => {
  await world.start();
  for (const of of CASES) world.control(of).clearFaults();
  await db.bot.updateMany({ data: { status: "paused" } });
});

type Bot = { readonly botId: string; readonly close: Decimal };
const at = ({ close }: Bot, share: string): string => close.times(share).toFixed(0);
const ordersOf = ({ botId }: Bot, which: object) =>
  db.order.findMany({ where: { botId, book: "practice", ...which }, orderBy: { wallAt: "asc" } });
const sold = (of: PracticeCase, since: number): Decimal =>
  sumOf(tradesOf(of, since).flatMap(({ side, amount }) => (side === "sell" ? [amount] : [])));
const bought = (of: PracticeCase, since: number): Decimal =>
  sumOf(tradesOf(of, since).flatMap(({ side, amount }) => (side === "buy" ? [amount] : [])));
const tradesOf = (of: PracticeCase, since: number) => world.control(of).truth().trades.slice(since);
const requestsTo = (of: PracticeCase): number =>
  Object.values(world.control(of).truth().requests).reduce((sum, count) => sum + count, 0);
const reservedOf = async ({ botId }: Bot): Promise<string> =>
  sumOf(
    (await listBotBalances({ userId: world.userId, book: "practice", botIds: [botId] })).flatMap(
      ({ kind, balance }) => (kind === "in_orders" ? [balance] : []),
    ),
  ).toFixed();
const stopRests = (bot: Bot) =>
  vi.waitFor(async () => {
    const [stop, ...more] = await ordersOf(bot, { type: "stop", status: "ack" });
    if (!stop || more.length > 0) throw new Error("no stop rests, or too many");
    return stop;
  }, LOOKS);
const fallsUntilFlat = (of: PracticeCase, bot: Bot, share: string) =>
  vi.waitFor(async () => {
    await world.price(of, at(bot, share));
    expect(await world.held(bot.botId)).toHaveLength(0);
    expect(await world.difference(of)).toBe("0");
  }, LOOKS);

describe("fault 6: a definitive no", () => {
  it.each(CASES)("$exchange: the order is over, nothing of it is there, reserved = 0", async (of) => {
    const bot = await letBotGoLive(world, of);
    const before = world.control(of).truth().orders.length;
    world.control(of).setFault({ name: "reject", on: "create" });
    await letBotDecide(world);
    const [entry, ...more] = await ordersOf(bot, { purpose: "entry" });
    expect([entry?.status, more.length]).toEqual(["rejected", 0]);
    expect(await reservedOf(bot)).toBe("0");
    expect(await world.held(bot.botId)).toHaveLength(0);
    const { orders } = world.control(of).truth();
    expect(orders.slice(before).filter(({ status }) => status === "open")).toEqual([]);
    expect(await world.difference(of)).toBe("0");
  });
});

describe("fault 7: filled in part, then cancelled", () => {
  it("what was bought is kept and the rest freed; the stop covers all of it within seconds", async () => {
    const bot = await letBotGoLive(world, BINANCE);
    world.control(BINANCE).setFault({ name: "partial", value: "0.03" });
    await letBotDecide(world);
    await vi.waitFor(async () => {
      await world.trader().drained();
      expect(await world.held(bot.botId)).toHaveLength(1);
    }, LOOKS);
    await db.bot.updateMany({ where: { id: bot.botId }, data: { status: "paused" } });
    const entry = await vi.waitFor(async () => {
      const [one] = await ordersOf(bot, { purpose: "entry", status: "cancelled" });
      if (!one) throw new Error("not cancelled yet");
      return one;
    }, LOOKS);
    world.control(BINANCE).clearFaults();
    expect(entry.filled.gt(0) && entry.filled.lt(entry.amount)).toBe(true);
    expect(await reservedOf(bot)).toBe("0");
    const covers = await vi.waitFor(async () => {
      const stop = await stopRests(bot);
      const [position] = await world.held(bot.botId);
      const left = position?.amount.minus(stop.amount.toFixed());
      expect(left?.gte(0) && left.lt("0.00001")).toBe(true);
      return stop;
    }, LOOKS);
    expect(Number(covers.wallAt) - Number(entry.updatedWallAt)).toBeLessThanOrEqual(COVERED_MS);
    await fallsUntilFlat(BINANCE, bot, "0.96");
  });
});

describe("fault 8: told twice, shuffled, missing, and before the order's own answer", () => {
  it.each([BINANCE, CASES[2], CASES[3]])(
    "$exchange: each trade is booked once, and a second pass emits nothing",
    async (of) => {
      const control = world.control(of);
      const since = tradesOf(of, 0).length;
      const bot = await letBotGoLive(world, of);
      for (const fault of [
        { name: "trades_duplicated" },
        { name: "trades_shuffled" },
        { name: "trades_missing", times: 2 },
        { name: "fill_before_ack", on: "create", ms: 200 },
        { name: "partial", value: "0.4", times: 2 },
      ] as const)
        control.setFault(fault);
      await letBotBuy(world, of, bot);
      await fallsUntilFlat(of, bot, "0.9");
      const orders = await ordersOf(bot, {});
      const fills = await db.fill.findMany({ where: { orderId: { in: orders.map(({ id }) => id) } } });
      expect(new Set(fills.map(({ venueTradeId }) => venueTradeId)).size).toBe(fills.length);
      expect(fills.length).toBe(tradesOf(of, since).length);
      expect(sold(of, since).lte(bought(of, since))).toBe(true);
      const trail = () =>
        Promise.all([
          db.fill.count(),
          db.orderEvent.count(),
          db.ledgerTransaction.count(),
          db.externalActivity.count(),
        ]);
      const once = await trail();
      await settleOrders(world.trader().runtime);
      expect(await world.difference(of)).toBe("0");
      expect(await trail()).toEqual(once);
    },
  );
});

describe("fault 14: the stop at the exchange is filled in part", () => {
  it("the rest is sold at market and the rest of the stop taken back: sold ≤ held", async () => {
    const since = tradesOf(BINANCE, 0).length;
    const bot = await letBotGoLive(world, BINANCE);
    await letBotBuy(world, BINANCE, bot);
    const stop = await stopRests(bot);
    await world.stop();
    world.control(BINANCE).setFault({ name: "partial", value: "0.4", times: 1 });
    await world.price(BINANCE, at(bot, "0.88"));
    await vi.waitFor(() => expect(sold(BINANCE, since).gt(0)).toBe(true), LOOKS);
    expect(sold(BINANCE, since).lt(stop.amount.toFixed())).toBe(true);
    await world.start();
    await fallsUntilFlat(BINANCE, bot, "0.88");
    expect(sold(BINANCE, since).lte(bought(BINANCE, since))).toBe(true);
    expect(sold(BINANCE, since).toFixed()).toBe(stop.amount.toFixed());
    expect(
      world
        .control(BINANCE)
        .truth()
        .orders.filter(({ status }) => status === "open"),
    ).toEqual([]);
  });
});

// last: what the ban makes the feed wait is no other test's matter
describe("fault 5: a ban", () => {
  it("0 calls while it lasts, from any connection of this process; then the exit goes out, once", async () => {
    const since = tradesOf(BINANCE, 0).length;
    const bot = await letBotGoLive(world, BINANCE);
    await letBotBuy(world, BINANCE, bot);
    await stopRests(bot);
    world.control(BINANCE).setFault({ name: "ban", ms: BAN_MS, times: 1 });
    const banned = await vi.waitFor(async () => {
      await expect(world.difference(BINANCE)).rejects.toThrow();
      return Date.now();
    }, LOOKS);
    await sleep(ON_THE_WAY_MS);
    const asked = requestsTo(BINANCE);
    // whatever would be asked meanwhile: prices fall, orders are settled, the books are compared
    while (Date.now() - banned < BAN_MS - 2 * ON_THE_WAY_MS) {
      await world.price(BINANCE, at(bot, "0.96"));
      await settleOrders(world.trader().runtime);
      await expect(world.difference(BINANCE)).rejects.toThrow();
    }
    expect(requestsTo(BINANCE)).toBe(asked);
    expect(await world.held(bot.botId)).toHaveLength(1);
    await fallsUntilFlat(BINANCE, bot, "0.96");
    expect(sold(BINANCE, since).lte(bought(BINANCE, since))).toBe(true);
    expect((await ordersOf(bot, { purpose: "exit", status: "filled" })).length).toBe(1);
  });
});
