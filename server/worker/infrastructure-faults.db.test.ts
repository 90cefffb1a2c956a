// What breaks around the trader, and what must hold while it does: the network, the database, maintenance, a stop in the
// middle of an order. The whole trader over a real simulated exchange, behind a network of the test's own.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { startTcpProxy, type TcpProxy } from "@/server/exchange/testing/start-tcp-proxy";
import { marketMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import { db } from "@/server/platform/db";
import { env } from "@/server/platform/env";
import {
  letBotBuy,
  letBotGoLive,
  openPracticeWorld,
  type PracticeWorld,
  takeAccountOver,
} from "./testing/practice-world";

const OF = { exchange: "binance", symbol: "BTC/USDT", asset: "USDT", capital: "2000" } as const;
/** FAULTS.md: reconciled within a minute after a partition. */
const RECONCILED = { timeout: 60_000, interval: 250 };

let world: PracticeWorld;
let network: TcpProxy;
let telling: NodeJS.Timeout | undefined;
beforeAll(async () => {
  world = await openPracticeWorld([OF], async (origin) => {
    network = await startTcpProxy(origin, uniformStream(7));
    return network.origin;
  });
  await takeAccountOver(world, OF);
}, 120_000);
afterAll(async () => {
  network?.clear();
  await world?.close();
  await network?.close();
});
afterEach(() => clearInterval(telling));
beforeEach(async () => {
  network.clear();
  world.control(OF).clearFaults();
  await world.start();
  await db.bot.updateMany({ data: { status: "paused" } });
});

type Bot = { readonly botId: string; readonly close: Decimal };

async function open(): Promise<Bot> {
  // after an outage its prices are asked for again within seconds
  const market = { exchange: OF.exchange, symbol: OF.symbol };
  const range = { from: marketMs(Date.now() - 3_600_000), until: marketMs(Date.now()), limit: 1 };
  await vi.waitFor(() => world.feed.candles(market, "1m", range), RECONCILED);
  const bot = await letBotGoLive(world, OF);
  await letBotBuy(world, OF, bot);
  return bot;
}
/** Its own stop is hit, the one at the exchange is not, and prices go on; nobody waits for what comes of it. */
function crash({ close }: Bot): void {
  const tell = () => void world.price(OF, close.times("0.96").toFixed(0)).catch(() => undefined);
  tell();
  clearInterval(telling);
  telling = setInterval(tell, 500);
}
const truth = () => world.control(OF).truth();
const soldBy = async ({ botId }: Bot) => {
  const own = await db.order.findMany({ where: { botId, side: "sell" }, select: { clientOrderId: true } });
  const ids = new Set(own.map(({ clientOrderId }) => clientOrderId));
  return truth().trades.length > 0
    ? truth().orders.filter(
        ({ clientId, status }) => clientId !== null && ids.has(clientId) && status === "filled",
      )
    : [];
};
const marketSales = (): number =>
  truth().orders.filter(
    ({ side, type, status }) => side === "sell" && type === "market" && status === "filled",
  ).length;
/** Flat, once: one order sold it, ours and theirs agree, and no intent has two orders there. */
async function expectFlatOnce(bot: Bot): Promise<void> {
  await vi.waitFor(async () => expect(await world.held(bot.botId)).toHaveLength(0), RECONCILED);
  await vi.waitFor(async () => expect(await world.difference(OF)).toBe("0"), RECONCILED);
  expect(await soldBy(bot)).toHaveLength(1);
  const ids = truth().orders.flatMap(({ clientId }) => (clientId === null ? [] : [clientId]));
  expect(new Set(ids).size).toBe(ids.length);
}

it("500 ms of latency and 5 % of pieces cut: sold once, no order doubled, ours and theirs agree", async () => {
  const bot = await open();
  network.set({ latencyMs: 250, cutShare: 0.05 });
  crash(bot);
  await expectFlatOnce(bot);
});

it.each([
  ["a partition", { partition: true }],
  ["half-open connections", { halfOpen: true }],
] as const)(
  "%s in the middle of an exit: reconciled and flat once within a minute after it",
  async (_what, fault) => {
    const bot = await open();
    network.set(fault);
    crash(bot);
    await sleep(2_000);
    expect(await world.held(bot.botId)).toHaveLength(1);
    network.clear();
    await expectFlatOnce(bot);
  },
);

it("maintenance: nothing is bought, an exit is asked again without a storm, and goes out when it is over", async () => {
  const bot = await open();
  const before = Object.values(truth().requests).reduce((sum, count) => sum + count, 0);
  world.control(OF).setFault({ name: "maintenance" });
  const bought = truth().orders.filter(({ side }) => side === "buy").length;
  crash(bot);
  await sleep(3_000);
  const asked = Object.values(truth().requests).reduce((sum, count) => sum + count, 0) - before;
  // settling, comparing, protecting and prices together: a storm would be hundreds
  expect(asked).toBeLessThan(60);
  expect(truth().orders.filter(({ side }) => side === "buy")).toHaveLength(bought);
  world.control(OF).clearFaults();
  await expectFlatOnce(bot);
});

it("a market that is delisted with a position in it: no entry, an exit that is asked again without a storm, flat once it can be", async () => {
  const bot = await open();
  const before = Object.values(truth().requests).reduce((sum, count) => sum + count, 0);
  const bought = truth().orders.filter(({ side }) => side === "buy").length;
  world.control(OF).setFault({ name: "delisted", symbol: OF.symbol });
  crash(bot);
  const refused = await vi.waitFor(async () => {
    const exits = await db.order.findMany({ where: { botId: bot.botId, status: "rejected", side: "sell" } });
    expect(exits.length).toBeGreaterThan(0);
    return exits;
  }, RECONCILED);
  await sleep(3_000);
  const asked = Object.values(truth().requests).reduce((sum, count) => sum + count, 0) - before;
  expect(asked).toBeLessThan(60);
  expect(refused.length).toBeLessThan(5);
  expect(await world.held(bot.botId)).toHaveLength(1);
  expect(truth().orders.filter(({ side }) => side === "buy")).toHaveLength(bought);
  world.control(OF).clearFaults();
  await expectFlatOnce(bot);
});

it("with every connection of the pool taken, an exit is on the wire all the same", async () => {
  const bot = await open();
  const before = marketSales();
  let isHogged = true;
  const hogs = Promise.allSettled(Array.from({ length: 10 }, () => db.$executeRaw`SELECT pg_sleep(10)`)).then(
    () => {
      isHogged = false;
    },
  );
  await sleep(500);
  crash(bot);
  await vi.waitFor(async () => expect(marketSales()).toBe(before + 1), 9_000);
  expect(isHogged).toBe(true);
  await hogs;
  await expectFlatOnce(bot);
});

it("with every backend of the database killed in the middle of an exit, flat once, and no written row is lost", async () => {
  const bot = await open();
  const rows = await db.auditEntry.count();
  const url = env().DATABASE_URL;
  // without the role it acts as: the login may end whatever connections there are
  const owner = new URL(url);
  owner.searchParams.delete("options");
  const admin = new pg.Client({ connectionString: owner.href });
  await admin.connect();
  crash(bot);
  for (let round = 0; round < 5; round++) {
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await sleep(200);
  }
  await admin.end();
  const from = Date.now();
  await vi.waitFor(async () => expect(await world.held(bot.botId)).toHaveLength(0), {
    timeout: 30_000,
    interval: 250,
  });
  expect(Date.now() - from).toBeLessThan(30_000);
  await expectFlatOnce(bot);
  expect(await db.auditEntry.count()).toBeGreaterThanOrEqual(rows);
});

it("a stop of the worker while an order is on its way drains within ten seconds, and the next sells nothing twice", async () => {
  const bot = await open();
  world.control(OF).setFault({ name: "slow", on: "create", ms: 3_000 });
  crash(bot);
  await sleep(300);
  const from = Date.now();
  await world.stop();
  expect(Date.now() - from).toBeLessThan(10_000);
  world.control(OF).clearFaults();
  await world.start();
  crash(bot);
  await expectFlatOnce(bot);
});
