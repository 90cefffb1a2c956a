import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { reconcile } from "../reconcile";
import { sendIntents } from "../send-orders";
import { settleOrders } from "../settle-orders";
import { acknowledgeAccount, previewAcknowledge } from "./acknowledge";
import { showReconciliation } from "./show-reconciliation";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  fixture = await openFixture(database);
});
afterEach(() => fixture?.close());

const VENUE = "paper:binance";
const look = async (afterMs = 30_000) => {
  fixture.lifecycle.waitWall(afterMs);
  return reconcile(fixture.lifecycle.runtime);
};
const show = () => showReconciliation(fixture.userId);
const lineOf = async (asset: string) => (await show()).lines.find((line) => line.asset === asset);
/** The owner moves money at the exchange, past this system. */
const moveByHand = (asset: string, amount: string): void => {
  fixture.manners.listBalances = async (account) => {
    const told = await fixture.lifecycle.venue.listBalances(account);
    const moved = told.map((one) => (one.asset === asset ? { ...one, total: one.total.plus(amount) } : one));
    return told.some((one) => one.asset === asset) ? moved : [...told, { asset, total: toDecimal(amount) }];
  };
};
const acknowledge = () => acknowledgeAccount({ book: "demo", venue: VENUE }, fixture.ctx);
const endCodes = async () => (await db.order.findMany()).map(({ endCode }) => endCode);

// Guards that what was done by hand is seen, told and never overwritten.
describe("money that moved by hand", () => {
  it("is recognised by asset and amount, holds the entries in it, and is a deposit once acknowledged", async () => {
    await look();
    expect(await lineOf("USDT")).toMatchObject({
      ours: "10000",
      theirs: "10000",
      difference: "0",
      state: "equal",
    });
    moveByHand("USDT", "250");
    await look();
    expect(await lineOf("USDT")).toMatchObject({ difference: "250", state: "differs" });
    expect((await look()).difference).toBe("250");
    expect(await lineOf("USDT")).toMatchObject({ ours: "10000", theirs: "10250", state: "held" });
    expect((await show()).waiting).toEqual([{ book: "demo", venue: VENUE, isNew: false }]);
    expect(await db.auditEntry.count({ where: { action: "account.differs" } })).toBe(1);

    // the decision knows of it, and says so
    expect((await fixture.plan()).orderIds).toEqual([]);
    const skipped = { where: { action: "skip" }, select: { reasonCode: true } } as const;
    expect(await db.decision.findMany(skipped)).toEqual([{ reasonCode: "account_differs" }]);

    expect(await previewAcknowledge({ book: "demo", venue: VENUE }, fixture.ctx)).toMatchObject({ ok: true });
    expect(await acknowledge()).toMatchObject({ value: { booked: [{ asset: "USDT", amount: "250" }] } });
    expect(await look()).toMatchObject({ difference: "0" });
    expect(await lineOf("USDT")).toMatchObject({ ours: "10250", state: "equal" });
    expect(await acknowledge()).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  });

  it("refuses an entry that was decided before it moved, right before the wire", async () => {
    await look();
    const { orderIds } = await fixture.plan();
    expect(orderIds).toHaveLength(1);
    moveByHand("USDT", "250");
    await look(11_000);
    await look(11_000);
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await endCodes()).toEqual(["account_differs"]);
  });

  it("that went out is taken from the pool as far as it has it; the rest stays a difference that is known", async () => {
    moveByHand("USDT", "-9500");
    await look();
    await look();
    // a thousand is the bot's
    expect(await acknowledge()).toMatchObject({ value: { booked: [{ asset: "USDT", amount: "-9000" }] } });
    await look();
    expect(await lineOf("USDT")).toMatchObject({
      ours: "1000",
      theirs: "500",
      difference: "-500",
      state: "known",
    });
    moveByHand("USDT", "-9600");
    await look();
    await look();
    expect(await lineOf("USDT")).toMatchObject({ difference: "-600", state: "held" });
  });

  it("stops no exit, and lets entries go again by itself when it is back", async () => {
    await fixture.enter();
    moveByHand("USDT", "5");
    await look();
    await look();
    expect(await lineOf("USDT")).toMatchObject({ state: "held" });
    await fixture.tick("90");
    await fixture.tick("90");
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
    delete fixture.manners.listBalances;
    await look();
    expect(await lineOf("USDT")).toMatchObject({ state: "equal" });
  });

  it("is not seen where the venue gave no answer", async () => {
    await look();
    fixture.manners.listBalances = () => Promise.reject(new Error("socket hang up"));
    await expect(look()).rejects.toThrow("socket hang up");
    await expect(look()).rejects.toThrow("socket hang up");
    expect(await lineOf("USDT")).toMatchObject({ difference: "0", state: "equal" });
  });
});

describe("orders and trades that nobody here wrote", () => {
  it("are told once, hold the entries of their market, and are never booked as a bot's", async () => {
    await look();
    await fixture.enter();
    const fills = await db.fill.count();
    const at = fixture.lifecycle.now();
    const open: ExchangePort["listOpenOrders"] = async (account, symbols) => [
      ...(await fixture.lifecycle.venue.listOpenOrders(account, symbols)),
      {
        venueOrderId: "900",
        clientOrderId: "",
        filled: toDecimal("0"),
        averagePrice: null,
        symbol: "BTC/USDT",
      },
    ];
    fixture.manners.listOpenOrders = open;
    fixture.manners.listTrades = async (account, symbols, since) => {
      const told = await fixture.lifecycle.venue.listTrades(account, symbols, since);
      const [first] = told;
      if (!first) return [];
      const foreign = { ...first, venueTradeId: "t900", venueOrderId: "901", at };
      return [
        ...told,
        foreign,
        { ...foreign, venueTradeId: "t1", at: plusMs(fixture.feed.startAt, -60_000) },
      ];
    };
    await look();
    await look();
    const { external, waiting } = await show();
    expect(external.map(({ kind, venueRef }) => `${kind} ${venueRef}`).sort()).toEqual([
      "order 900",
      "trade t900",
    ]);
    expect(waiting).toEqual([{ book: "demo", venue: VENUE, isNew: false }]);
    expect(await db.fill.count()).toBe(fills);
    expect(await acknowledge()).toMatchObject({ value: { external: 2, booked: [] } });
    await look();
    expect((await show()).waiting).toEqual([]);
  });

  it("a trade of an order that still waits for its answer is not called foreign", async () => {
    await look();
    fixture.manners.createOrder = async (request) => {
      await fixture.lifecycle.venue.createOrder(request);
      throw new Error("socket hang up");
    };
    fixture.manners.findOrder = () => Promise.reject(new Error("socket hang up"));
    await fixture.enter();
    await look();
    expect((await show()).external).toEqual([]);
    delete fixture.manners.findOrder;
    await settleOrders(fixture.lifecycle.runtime);
    await look();
    expect((await show()).external).toEqual([]);
    expect(await db.order.findMany({ select: { status: true } })).toEqual([{ status: "filled" }]);
  });
});
