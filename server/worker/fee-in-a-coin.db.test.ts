import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { VenueFee } from "@/server/exchange/core/exchange-port";
import { reconcile } from "@/server/execution/reconcile";
import { type Decimal, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import { fundBook } from "@/server/ledger/fund-book";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { valueBook } from "@/server/portfolio/core/value-book";
import { readBook } from "@/server/portfolio/read-book";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

const FEE = toDecimal("0.002");
const FUNDED = toDecimal("1");
const BNB_PRICE = toDecimal("600");

/** A venue that takes its fees in a coin of its own, out of the account's balance of it; below zero it pays them. */
async function open(bnbPrice: Decimal | null, fee: VenueFee = { asset: "BNB", amount: FEE }) {
  fixture = await openFixture(database, { rules: { makerFee: ZERO, takerFee: ZERO } });
  const { ctx, lifecycle, manners } = fixture;
  await fundBook(ctx, {
    book: "demo",
    exchange: "binance" as const,
    asset: "BNB",
    amount: FUNDED,
    ref: "coin",
  });
  manners.findOrder = async (account, id) => {
    const found = await lifecycle.venue.findOrder(account, id);
    return found && { ...found, trades: found.trades.map((trade) => ({ ...trade, fee })) };
  };
  manners.listBalances = async (account) => {
    const taken = fee.amount.times(await db.paperTrade.count());
    const balances = await lifecycle.venue.listBalances(account);
    return balances.map((one) => (one.asset === fee.asset ? { ...one, total: one.total.minus(taken) } : one));
  };
  Object.assign(lifecycle.runtime, {
    priceOf: async (_exchange: string, symbol: string) => (symbol === "BNB/USDT" ? bnbPrice : null),
  });
}

async function valued() {
  const { balances, positions, records, dust } = await readBook({ userId: fixture.userId, book: "demo" });
  const bots = [{ botId: fixture.botId, exchange: "binance" as const, symbol: "BTC/USDT" }];
  const priceOf = () => toDecimal("90");
  const { currencies } = valueBook({ balances, positions, dust, bots, priceOf });
  const of = (currency: string) => currencies.find((one) => one.currency === currency);
  return { usdt: of("USDT"), bnb: of("BNB"), realised: sumOf(records.map((one) => one.realised)), records };
}

// Guards the figures: a fee is a cost whatever it is taken in, and no coin is lost on the way.
it("a fee in a third coin is booked in that coin, costs its trade what it is worth, and every sum holds", async () => {
  await open(BNB_PRICE);
  await fixture.enter();
  await fixture.tick("90");
  await fixture.tick("90");
  const fills = await db.fill.findMany({ orderBy: { wallAt: "asc" } });
  expect(
    fills.map((fill) => [fill.side, fill.feeAsset, fill.fee.toFixed(), fill.feeWorth?.toFixed()]),
  ).toEqual([
    ["buy", "BNB", "0.002", "1.2"],
    ["sell", "BNB", "0.002", "1.2"],
  ]);
  const [buy, sell] = fills;
  const gross =
    sell && buy ? toDecimal(buy.amount.toFixed()).times(toDecimal("90").minus(buy.price.toFixed())) : ZERO;
  const position = await db.position.findFirstOrThrow();
  expect(position.status).toBe("closed");
  expect(position.feesQuote.toFixed()).toBe("2.4");
  expect(toDecimal(position.realised.toFixed()).lt(gross)).toBe(true);

  const { usdt, bnb, realised } = await valued();
  expect(bnb?.equity?.toFixed()).toBe(FUNDED.minus(FEE.times(2)).toFixed());
  // neither won nor lost in the coin: what went was paid for by the trades
  expect(bnb?.funded.toFixed()).toBe(bnb?.equity?.toFixed());
  expect(usdt?.equity?.toFixed()).toBe(usdt?.funded.plus(realised).toFixed());
  expect(usdt?.funded.toFixed()).toBe("10002.4");
  // the bot paid for them out of its own
  expect(await fixture.balance("USDT", "allocated")).toBe(toDecimal("1000").plus(realised).toFixed());
  expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
});

// VALR and Luno have paid makers; a fee below zero once ended the booking of its fill.
it.each([
  ["quote", "USDT", "-0.05"],
  ["base", "BTC", "-0.00001"],
  ["a coin of its own", "BNB", "-0.002"],
] as const)("a rebate in %s is money that comes in, and every sum holds", async (_where, asset, amount) => {
  await open(BNB_PRICE, { asset, amount: toDecimal(amount) });
  await fixture.enter();
  await fixture.tick("90");
  await fixture.tick("90");
  const fills = await db.fill.findMany();
  expect(fills.map((fill) => [fill.feeAsset, fill.fee.toFixed()])).toEqual([
    [asset, amount],
    [asset, amount],
  ]);
  const position = await db.position.findFirstOrThrow();
  expect(position.feesQuote.lt(0)).toBe(true);
  const { usdt, realised } = await valued();
  const dust = (usdt?.dust.value ?? ZERO).minus(usdt?.dust.cost ?? ZERO);
  expect(usdt?.equity?.toFixed()).toBe(usdt?.funded.plus(realised).plus(dust).toFixed());
  expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
});

it("a coin without a price: booked all the same, its loss stands in the coin", async () => {
  await open(null);
  await fixture.enter();
  expect(await db.fill.findMany()).toMatchObject([{ feeAsset: "BNB", feeWorth: null }]);
  const { usdt, bnb } = await valued();
  expect(bnb?.funded.minus(bnb.equity ?? ZERO).toFixed()).toBe(FEE.toFixed());
  expect(usdt?.funded.toFixed()).toBe("10000");
  expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
});

it("coins that nobody here knew of: booked all the same", async () => {
  await open(BNB_PRICE);
  fixture.manners.listBalances = fixture.lifecycle.venue.listBalances;
  const more: VenueFee = { asset: "KCS", amount: toDecimal("3") };
  fixture.manners.findOrder = async (account, id) => {
    const found = await fixture.lifecycle.venue.findOrder(account, id);
    return found && { ...found, trades: found.trades.map((trade) => ({ ...trade, fee: more })) };
  };
  await fixture.enter();
  expect(await db.fill.findMany()).toMatchObject([{ feeAsset: "KCS", feeWorth: null }]);
  expect(await db.position.count({ where: { status: "open" } })).toBe(1);
  expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
});
