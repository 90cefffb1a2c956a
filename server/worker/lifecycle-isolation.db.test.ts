import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commit } from "@/server/audit/commit";
import { reconcile } from "@/server/execution/reconcile";
import { settleOrders } from "@/server/execution/settle-orders";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { floorToStep, toDecimal } from "@/server/kernel/money";
import { allocationPostings, depositPostings, type Posting } from "@/server/ledger/core/posting";
import { saveTransaction } from "@/server/ledger/store";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { sweepPositions } from "@/server/stops/sweep-positions";
import { listWatchedSeries } from "./list-watched-series";
import { handRules } from "./testing/hand-feed";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

const orders = () =>
  db.order.findMany({
    where: { botId: fixture.botId },
    orderBy: { wallAt: "asc" },
    include: { fills: true },
  });

async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const post = (ref: string, postings: readonly Posting[]) =>
  commit(fixture.ctx, {
    action: "test.posted",
    subject: ref,
    reason: "arranged",
    detail: {},
    events: [],
    write: (tx) => {
      const { userId, marketNow: marketAt, wallNow: wallAt } = fixture.ctx;
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
    fixture = await openFixture(database, { bots: ["Zeus", "Apollo", "Hera"] });
    const { botIds, manners, lifecycle } = fixture;
    await fixture.tick("105", 500);
    await fixture.tick("105", 600);
    const broken = await db.order.findFirstOrThrow({ where: { botId: botIds[0] ?? "" } });
    manners.findOrder = async (account, id) => {
      const found = await lifecycle.venue.findOrder(account, id);
      if (id !== broken.clientOrderId) return found;
      return (
        found && {
          ...found,
          trades: found.trades.map((trade) => ({ ...trade, amount: trade.amount.times(2) })),
        }
      );
    };
    await fixture.tick("105");
    await settleOrders(fixture.lifecycle.runtime);
    await reconcile(fixture.lifecycle.runtime);
    const groups = await db.order.groupBy({ by: ["status"], _count: true });
    expect(groups).toEqual(
      expect.arrayContaining([
        { status: "filled", _count: 2 },
        { status: "ack", _count: 1 },
      ]),
    );
    expect(lifecycle.failures.map(({ subject }) => subject)).toContain(broken.id);
  });

  it("a bot whose stored parameters no longer fit is recorded as skipped, the others trade", async () => {
    fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
    await db.botVersion.updateMany({ where: { botId: fixture.botId }, data: { params: { fast: "soon" } } });
    expect(await fixture.plan()).toMatchObject({ acted: 1, skipped: 1 });
    const skipped = await db.decision.findFirst({ where: { botId: fixture.botId } });
    expect(skipped?.reasonCode).toBe("invalid_params");
  });

  it("a bot whose decision cannot be written: the others trade, and a new try is for it alone", async () => {
    fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
    // the ledger refuses a reservation beyond the holding: as when money was taken while the cycle decided
    const drain = async () => post("drain", allocationPostings(fixture.botId, "USDT", toDecimal("-1000")));
    const { loadCandles } = fixture.lifecycle.runtime;
    Object.assign(fixture.lifecycle.runtime, {
      loadCandles: async (...args: Parameters<typeof loadCandles>) => {
        const candles = await loadCandles(...args);
        if ((await db.ledgerTransaction.count({ where: { ref: "drain" } })) === 0) await drain();
        return candles;
      },
    });
    await expect(fixture.plan()).rejects.toMatchObject({ retryable: true });
    expect(await db.order.count()).toBe(1);
    expect(await fixture.plan()).toMatchObject({ acted: 0, skipped: 1 });
  });

  it("a bot whose decision cannot be made: the others trade", async () => {
    fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
    await db.bot.updateMany({ where: { id: fixture.botId }, data: { exchange: "kraken" } });
    const { rulesOf, loadCandles } = fixture.lifecycle.runtime;
    Object.assign(fixture.lifecycle.runtime, {
      rulesOf: (_exchange: string, symbol: string) => rulesOf("binance", symbol),
      loadCandles: (
        { exchange, symbol }: { exchange: ExchangeName; symbol: string },
        ...rest: [never, never, never]
      ) =>
        exchange === "kraken" ? Promise.reject(new Error("503")) : loadCandles({ exchange, symbol }, ...rest),
    });
    await expect(fixture.plan()).rejects.toMatchObject({ retryable: true });
    expect(await db.order.count()).toBe(1);
    expect(fixture.lifecycle.failures.map(({ doing }) => doing)).toEqual(["reading candles"]);
  });

  it("an exit that cannot be asked for is asked again within a second", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    await asOwner(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON "orders" FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await fixture.tick("90");
    expect(await db.order.count()).toBe(1);
    await asOwner('DROP TRIGGER refuse ON "orders"; DROP FUNCTION refuse()');
    fixture.lifecycle.waitWall(1_000);
    await fixture.tick("90");
    await fixture.tick("90");
    expect((await orders()).map((order) => order.status)).toEqual(["filled", "filled"]);
  });

  it("more than a thousand orders without news do not hide the next one", async () => {
    fixture = await openFixture(database);
    await fixture.tick("105", 500);
    await fixture.tick("105", 600);
    await asOwner(`INSERT INTO "orders" ("userId","botId","versionId","book","venue","exchange","symbol","base","quote",
      "purpose","side","reasonCode","slotAt","leg","clientOrderId","amount","referencePrice","reserved","status",
      "deadlineWallAt","marketAt","wallAt","updatedMarketAt","updatedWallAt")
      SELECT "userId", gen_random_uuid(), "versionId","book","venue","exchange","symbol","base","quote","purpose","side",
      "reasonCode","slotAt","leg", 'old' || n, "amount","referencePrice","reserved",'ack', "deadlineWallAt" + interval '1 day',
      "marketAt","wallAt" - interval '1 day',"updatedMarketAt","updatedWallAt" FROM "orders", generate_series(1, 1100) n`);
    await fixture.lifecycle.venue.match();
    await fixture.tick("105");
    expect((await orders()).map((order) => order.status)).toEqual(["filled"]);
  });
});

describe("what the venue did is booked", () => {
  it("a fill dearer than the reservation and all the bot has is paid from the pool", async () => {
    fixture = await openFixture(database, { capital: "1000", riskMode: "aggressive" });
    const money = allocationPostings(fixture.botId, "USDT", toDecimal("-470"));
    await fixture.tick("105", 500);
    await fixture.tick("105", 600);
    await post("take back", money);
    await fixture.tick("130");
    await settleOrders(fixture.lifecycle.runtime);
    expect((await orders()).map((order) => order.status)).toEqual(["filled"]);
    expect(await fixture.balance("USDT", "allocated")).toBe("0");
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("two bookings that block each other: one is tried again, both are booked", async () => {
    fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
    const [one = "", two = ""] = fixture.botIds;
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
      commit(fixture.ctx, {
        action: "test.posted",
        subject: first,
        reason: "arranged",
        detail: {},
        events: [],
        write: async (tx) => {
          const { userId, marketNow: marketAt, wallNow: wallAt } = fixture.ctx;
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
    fixture = await openFixture(database);
    await fixture.enter();
    await post("gift", depositPostings("BTC", toDecimal("3")));
    await post("give", allocationPostings(fixture.botId, "BTC", toDecimal("3")));
    const position = await db.position.findFirstOrThrow();
    await fixture.tick("90");
    const exit = (await orders()).at(-1);
    const held = toDecimal(position.amount.toFixed());
    expect(exit?.amount.toFixed()).toBe(floorToStep(held, handRules.lotSize).toFixed());
    await fixture.tick("90");
    expect((await orders()).at(-1)?.status).toBe("filled");
  });

  it("sells on the position's own market after the bot was moved to another, or was deleted", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    await db.botVersion.updateMany({ data: { symbol: "ETH/USDT" } });
    await db.bot.updateMany({ data: { stage: "archived", status: "paused" } });
    await fixture.tick("90");
    await fixture.tick("90");
    const exit = (await orders()).at(-1);
    expect(exit).toMatchObject({ symbol: "BTC/USDT", base: "BTC", status: "filled" });
  });

  it("below the exchange's smallest order is not sent but told once, and sent when the price allows it", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    for (let round = 0; round < 5; round++) {
      await fixture.tick("1");
      fixture.lifecycle.waitWall(1_500);
    }
    expect(await db.order.count()).toBe(1);
    expect(await db.auditEntry.count({ where: { action: "exit.blocked" } })).toBe(1);
    await fixture.tick("90");
    await fixture.tick("90");
    expect((await orders()).at(-1)?.status).toBe("filled");
  });

  it("is found by the sweep when the watcher missed it; a price from before the entry does not count", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    const { runtime } = fixture.lifecycle;
    const tick = runtime.lastTick("binance", "BTC/USDT");
    if (!tick) throw new Error("no price");
    const { openedMarketAt } = await db.position.findFirstOrThrow();
    fixture.lifecycle.show({
      ...tick,
      last: toDecimal("90"),
      at: (openedMarketAt.getTime() - 1) as typeof tick.at,
    });
    expect(await sweepPositions(fixture.lifecycle.runtime)).toEqual({ checked: 1, closed: 0 });
    fixture.lifecycle.show({ ...tick, last: toDecimal("90") });
    expect(await sweepPositions(fixture.lifecycle.runtime)).toEqual({ checked: 1, closed: 1 });
    expect(await sweepPositions(fixture.lifecycle.runtime)).toEqual({ checked: 1, closed: 0 });
  });
});

describe("the market is watched", () => {
  const watched = async () => (await listWatchedSeries()).map(({ symbol }) => symbol);

  it("for an order in flight, although its bot was paused meanwhile", async () => {
    fixture = await openFixture(database);
    await fixture.tick("105", 500);
    await fixture.tick("105", 600);
    await db.bot.updateMany({ data: { status: "paused" } });
    expect((await orders()).map((order) => order.status)).toEqual(["ack"]);
    expect(await watched()).toEqual(["BTC/USDT"]);
  });

  it("for a position whose bot was moved to another market", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    await db.botVersion.updateMany({ data: { symbol: "ETH/USDT" } });
    expect((await watched()).sort()).toEqual(["BTC/USDT", "ETH/USDT"]);
    await db.bot.updateMany({ data: { status: "paused" } });
    expect(await watched()).toEqual(["BTC/USDT"]);
  });
});

describe("an entry", () => {
  it("so small that its stop could not be sold is refused", async () => {
    fixture = await openFixture(database, { capital: "22" });
    await post("take back", allocationPostings(fixture.botId, "USDT", toDecimal("-3")));
    expect(await fixture.plan()).toMatchObject({ acted: 0, skipped: 1 });
    expect((await db.decision.findFirst())?.reasonCode).toBe("below_minimum");
  });
});
