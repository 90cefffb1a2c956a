import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commit } from "@/server/audit/commit";
import { reconcile } from "@/server/execution/reconcile";
import { settleOrders } from "@/server/execution/settle-orders";
import { floorToStep, toDecimal } from "@/server/kernel/money";
import { allocationPostings, depositPostings, type Posting } from "@/server/ledger/core/posting";
import { saveTransaction } from "@/server/ledger/store";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { sweepPositions } from "@/server/stops/sweep-positions";
import { listWatchedSeries } from "./list-watched-series";
import { handRules } from "./testing/hand-feed";
import { openScene, type Scene } from "./testing/open-scene";

let database: TestDatabase;
let scene: Scene;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => scene?.close());

const orders = () =>
  db.order.findMany({ where: { botId: scene.botId }, orderBy: { wallAt: "asc" }, include: { fills: true } });

async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const post = (ref: string, postings: readonly Posting[]) =>
  commit(scene.ctx, {
    action: "test.posted",
    subject: ref,
    reason: "arranged",
    detail: {},
    events: [],
    write: (tx) => {
      const { userId, marketNow: marketAt, wallNow: wallAt } = scene.ctx;
      const venue = "paper:binance";
      return saveTransaction(tx, {
        userId,
        book: "demo",
        venue,
        kind: "test",
        ref,
        postings,
        marketAt,
        wallAt,
      });
    },
  });

// Guards the others: what is wrong with one order, bot or position must not stop the rest of the fleet.
describe("one that is broken holds up none of the others", () => {
  it("an order whose fill cannot be booked: the others settle, and reconciling goes on", async () => {
    scene = await openScene(database, { bots: ["Zeus", "Apollo", "Hera"] });
    const { botIds, manners, road } = scene;
    await scene.tick("105", 500);
    await scene.tick("105", 600);
    const broken = await db.order.findFirstOrThrow({ where: { botId: botIds[0] ?? "" } });
    manners.findOrder = async (account, id) => {
      const found = await road.venue.findOrder(account, id);
      if (id !== broken.clientOrderId) return found;
      return (
        found && {
          ...found,
          trades: found.trades.map((trade) => ({ ...trade, amount: trade.amount.times(2) })),
        }
      );
    };
    await scene.tick("105");
    await settleOrders(scene.road.runtime);
    await reconcile(scene.road.runtime);
    const groups = await db.order.groupBy({ by: ["status"], _count: true });
    expect(groups).toEqual(
      expect.arrayContaining([
        { status: "filled", _count: 2 },
        { status: "ack", _count: 1 },
      ]),
    );
    expect(road.failures.map(({ subject }) => subject)).toContain(broken.id);
  });

  it("a bot whose stored parameters no longer fit is recorded as skipped, the others trade", async () => {
    scene = await openScene(database, { bots: ["Zeus", "Apollo"] });
    await db.botVersion.updateMany({ where: { botId: scene.botId }, data: { params: { fast: "soon" } } });
    expect(await scene.plan()).toMatchObject({ acted: 1, skipped: 1 });
    const skipped = await db.decision.findFirst({ where: { botId: scene.botId } });
    expect(skipped?.reasonCode).toBe("invalid_params");
  });

  it("a bot whose decision cannot be written: the others trade, and a new try is for it alone", async () => {
    scene = await openScene(database, { bots: ["Zeus", "Apollo"] });
    // the ledger refuses a reservation beyond the holding: as when money was taken while the cycle decided
    const drain = async () => post("drain", allocationPostings(scene.botId, "USDT", toDecimal("-1000")));
    const { loadCandles } = scene.road.runtime;
    Object.assign(scene.road.runtime, {
      loadCandles: async (...args: Parameters<typeof loadCandles>) => {
        const candles = await loadCandles(...args);
        if ((await db.ledgerTransaction.count({ where: { ref: "drain" } })) === 0) await drain();
        return candles;
      },
    });
    await expect(scene.plan()).rejects.toMatchObject({ retryable: true });
    expect(await db.order.count()).toBe(1);
    expect(await scene.plan()).toMatchObject({ acted: 0, skipped: 1 });
  });

  it("a bot whose decision cannot be made: the others trade", async () => {
    scene = await openScene(database, { bots: ["Zeus", "Apollo"] });
    await db.bot.updateMany({ where: { id: scene.botId }, data: { exchange: "kraken" } });
    const { rulesOf, loadCandles } = scene.road.runtime;
    Object.assign(scene.road.runtime, {
      rulesOf: (_exchange: string, symbol: string) => rulesOf("binance", symbol),
      loadCandles: (
        { exchange, symbol }: { exchange: string; symbol: string },
        ...rest: [never, never, never]
      ) =>
        exchange === "kraken" ? Promise.reject(new Error("503")) : loadCandles({ exchange, symbol }, ...rest),
    });
    await expect(scene.plan()).rejects.toMatchObject({ retryable: true });
    expect(await db.order.count()).toBe(1);
    expect(scene.road.failures.map(({ doing }) => doing)).toEqual(["reading candles"]);
  });

  it("an exit that cannot be asked for is asked again within a second", async () => {
    scene = await openScene(database);
    await scene.enter();
    await asOwner(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON "orders" FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await scene.tick("90");
    expect(await db.order.count()).toBe(1);
    await asOwner('DROP TRIGGER refuse ON "orders"; DROP FUNCTION refuse()');
    scene.road.waitWall(1_000);
    await scene.tick("90");
    await scene.tick("90");
    expect((await orders()).map((order) => order.status)).toEqual(["filled", "filled"]);
  });

  it("more than a thousand orders without news do not hide the next one", async () => {
    scene = await openScene(database);
    await scene.tick("105", 500);
    await scene.tick("105", 600);
    await asOwner(`INSERT INTO "orders" ("userId","botId","versionId","book","venue","exchange","symbol","base","quote",
      "purpose","side","reasonCode","slotAt","leg","clientOrderId","amount","referencePrice","reserved","status",
      "deadlineWallAt","marketAt","wallAt","updatedMarketAt","updatedWallAt")
      SELECT "userId", gen_random_uuid(), "versionId","book","venue","exchange","symbol","base","quote","purpose","side",
      "reasonCode","slotAt","leg", 'old' || n, "amount","referencePrice","reserved",'ack', "deadlineWallAt" + interval '1 day',
      "marketAt","wallAt" - interval '1 day',"updatedMarketAt","updatedWallAt" FROM "orders", generate_series(1, 1100) n`);
    await scene.road.venue.match();
    await scene.tick("105");
    expect((await orders()).map((order) => order.status)).toEqual(["filled"]);
  });
});

describe("what the venue did is booked", () => {
  it("a fill dearer than the reservation and all the bot has is paid from the pool", async () => {
    scene = await openScene(database, { capital: "1000", riskMode: "aggressive" });
    const money = allocationPostings(scene.botId, "USDT", toDecimal("-470"));
    await scene.tick("105", 500);
    await scene.tick("105", 600);
    await post("take back", money);
    await scene.tick("130");
    await settleOrders(scene.road.runtime);
    expect((await orders()).map((order) => order.status)).toEqual(["filled"]);
    expect(await scene.balance("USDT", "allocated")).toBe("0");
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });

  it("two bookings that block each other: one is tried again, both are booked", async () => {
    scene = await openScene(database, { bots: ["Zeus", "Apollo"] });
    const [one = "", two = ""] = scene.botIds;
    let waiting = 0;
    let go = () => {};
    const both = new Promise<void>((done) => {
      go = done;
    });
    const meet = () => {
      waiting += 1;
      if (waiting === 2) go();
      return both;
    };
    const cross = (first: string, second: string) =>
      commit(scene.ctx, {
        action: "test.posted",
        subject: first,
        reason: "arranged",
        detail: {},
        events: [],
        write: async (tx) => {
          const { userId, marketNow: marketAt, wallNow: wallAt } = scene.ctx;
          const base = {
            userId,
            book: "demo",
            venue: "paper:binance",
            kind: "test",
            marketAt,
            wallAt,
          } as const;
          const of = (botId: string) => allocationPostings(botId, "USDT", toDecimal("1")).slice(1);
          const balanced = (botId: string) => [
            ...of(botId),
            { ...of(botId)[0], amount: toDecimal("-1") } as Posting,
          ];
          await saveTransaction(tx, { ...base, ref: `${first}-a`, postings: balanced(first) });
          await meet();
          await saveTransaction(tx, { ...base, ref: `${first}-b`, postings: balanced(second) });
        },
      });
    const done = await Promise.all([cross(one, two), cross(two, one)]);
    expect(done.map(({ ok }) => ok)).toEqual([true, true]);
  });
});

describe("an exit", () => {
  it("sells no more than the position holds, whatever else the bot has of the coin", async () => {
    scene = await openScene(database);
    await scene.enter();
    await post("gift", depositPostings("BTC", toDecimal("3")));
    await post("give", allocationPostings(scene.botId, "BTC", toDecimal("3")));
    const position = await db.position.findFirstOrThrow();
    await scene.tick("90");
    const exit = (await orders()).at(-1);
    const held = toDecimal(position.amount.toFixed());
    expect(exit?.amount.toFixed()).toBe(floorToStep(held, handRules.lotSize).toFixed());
    await scene.tick("90");
    expect((await orders()).at(-1)?.status).toBe("filled");
  });

  it("sells on the position's own market after the bot was moved to another, or was deleted", async () => {
    scene = await openScene(database);
    await scene.enter();
    await db.botVersion.updateMany({ data: { symbol: "ETH/USDT" } });
    await db.bot.updateMany({ data: { stage: "archived", status: "paused" } });
    await scene.tick("90");
    await scene.tick("90");
    const exit = (await orders()).at(-1);
    expect(exit).toMatchObject({ symbol: "BTC/USDT", base: "BTC", status: "filled" });
  });

  it("below the exchange's smallest order is not sent but told once, and sent when the price allows it", async () => {
    scene = await openScene(database);
    await scene.enter();
    for (let round = 0; round < 5; round++) {
      await scene.tick("1");
      scene.road.waitWall(1_500);
    }
    expect(await db.order.count()).toBe(1);
    expect(await db.auditEntry.count({ where: { action: "exit.blocked" } })).toBe(1);
    await scene.tick("90");
    await scene.tick("90");
    expect((await orders()).at(-1)?.status).toBe("filled");
  });

  it("is found by the sweep when the watcher missed it; a price from before the entry does not count", async () => {
    scene = await openScene(database);
    await scene.enter();
    const { runtime } = scene.road;
    const tick = runtime.lastTick("binance", "BTC/USDT");
    if (!tick) throw new Error("no price");
    const { openedMarketAt } = await db.position.findFirstOrThrow();
    scene.road.show({ ...tick, last: toDecimal("90"), at: (openedMarketAt.getTime() - 1) as typeof tick.at });
    expect(await sweepPositions(scene.road.runtime)).toEqual({ checked: 1, closed: 0 });
    scene.road.show({ ...tick, last: toDecimal("90") });
    expect(await sweepPositions(scene.road.runtime)).toEqual({ checked: 1, closed: 1 });
    expect(await sweepPositions(scene.road.runtime)).toEqual({ checked: 1, closed: 0 });
  });
});

describe("the market is watched", () => {
  const watched = async () => (await listWatchedSeries()).map(({ symbol }) => symbol);

  it("for an order in flight, although its bot was paused meanwhile", async () => {
    scene = await openScene(database);
    await scene.tick("105", 500);
    await scene.tick("105", 600);
    await db.bot.updateMany({ data: { status: "paused" } });
    expect((await orders()).map((order) => order.status)).toEqual(["ack"]);
    expect(await watched()).toEqual(["BTC/USDT"]);
  });

  it("for a position whose bot was moved to another market", async () => {
    scene = await openScene(database);
    await scene.enter();
    await db.botVersion.updateMany({ data: { symbol: "ETH/USDT" } });
    expect((await watched()).sort()).toEqual(["BTC/USDT", "ETH/USDT"]);
    await db.bot.updateMany({ data: { status: "paused" } });
    expect(await watched()).toEqual(["BTC/USDT"]);
  });
});

describe("an entry", () => {
  it("so small that its stop could not be sold is refused", async () => {
    scene = await openScene(database, { capital: "22" });
    await post("take back", allocationPostings(scene.botId, "USDT", toDecimal("-3")));
    expect(await scene.plan()).toMatchObject({ acted: 0, skipped: 1 });
    expect((await db.decision.findFirst())?.reasonCode).toBe("below_minimum");
  });
});
