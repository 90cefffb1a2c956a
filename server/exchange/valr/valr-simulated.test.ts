import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccountClient } from "@/server/exchange/core/exchange-client";
import type { OrderRequest, VenueOrder } from "@/server/exchange/core/exchange-port";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, sumOf, toDecimal } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import { openValrAccount } from "./open-valr-account";
import { openValrData } from "./open-valr-data";

const SYMBOL = "BTC/ZAR";
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let account: AccountClient;
let data: ReturnType<typeof openValrData>;
let names = 0;

beforeEach(async () => {
  simulator = await startSimulator({ exchange: "valr" });
  const site = { kind: "simulator", origin: simulator.origin } as const;
  const key = simulator.control.makeKey({ account: "mine", balances: { ZAR: "1000000", BTC: "1" } });
  account = await openValrAccount({
    site,
    credentials: { apiKey: key.apiKey, secret: key.secret, passphrase: null },
  });
  data = openValrData({ site });
});

afterEach(async () => {
  await Promise.all([account.close(), data.close()]);
  await simulator.close();
});

const rules = async () => {
  const found = (await data.markets()).find(({ symbol }) => symbol === SYMBOL);
  if (!found) throw new Error("not listed");
  return found;
};
const lastPrice = async (): Promise<Decimal> => (await data.tickers([SYMBOL]))[0]?.last ?? toDecimal("0");

async function request(more: Partial<OrderRequest>): Promise<OrderRequest> {
  const { lotSize } = await rules();
  return {
    userId: "u",
    book: "practice",
    venue: "valr",
    clientOrderId: `sim-${++names}`,
    symbol: SYMBOL,
    base: "BTC",
    quote: "ZAR",
    side: "buy",
    amount: floorToStep(toDecimal("0.01"), lotSize),
    type: "market",
    limitPrice: null,
    postOnly: false,
    stopPrice: null,
    deadline: wallMs(Date.now() + 10_000),
    ...more,
  };
}

async function seen(id: string, how: (order: VenueOrder) => boolean): Promise<VenueOrder> {
  for (let look = 0; look < 100; look++) {
    const order = await account.findOrder(id, SYMBOL);
    if (order && how(order)) return order;
    await sleep(50);
  }
  throw new Error("the order was not seen so");
}

describe("an account at the simulated VALR", () => {
  it("buys at market: filled, with a fee in the coin, the balance moved by exactly that", async () => {
    const order = await request({});
    expect((await account.createOrder(order)).kind).toBe("accepted");
    const { trades, filled } = await seen(order.clientOrderId, ({ status }) => status === "closed");
    expect(filled.eq(order.amount)).toBe(true);
    expect(sumOf(trades.map(({ amount }) => amount)).eq(filled)).toBe(true);
    expect(trades.every(({ fee, liquidity }) => fee.asset === "BTC" && liquidity === "taker")).toBe(true);
    const fees = sumOf(trades.map(({ fee }) => fee.amount));
    const held = (await account.listBalances()).find(({ asset }) => asset === "BTC");
    expect(held?.total.toFixed()).toBe(toDecimal("1").plus(filled).minus(fees).toFixed());
    const told = await account.listTrades([SYMBOL], marketMs(0));
    expect(told.map(({ venueTradeId }) => venueTradeId).sort()).toEqual(
      trades.map(({ venueTradeId }) => venueTradeId).sort(),
    );
  });

  it("rests post-only far from the market, is listed, and is cancelled once VALR says so", async () => {
    const { tickSize } = await rules();
    const limitPrice = floorToStep((await lastPrice()).times(toDecimal("0.8")), tickSize);
    const order = await request({ type: "limit", postOnly: true, limitPrice });
    await account.createOrder(order);
    await seen(order.clientOrderId, ({ status }) => status === "open");
    expect(await account.listOpenOrders([SYMBOL])).toMatchObject([
      { clientOrderId: order.clientOrderId, symbol: SYMBOL },
    ]);
    expect(await account.cancelOrder(order.clientOrderId, SYMBOL)).toEqual({ kind: "cancelled" });
    expect(await account.listOpenOrders(null)).toEqual([]);
    expect(await account.cancelOrder("nobody", SYMBOL)).toEqual({ kind: "not_found" });
  });

  it("waits as a stop on the exchange's side and can be taken back", async () => {
    const { tickSize } = await rules();
    const triggerPrice = floorToStep((await lastPrice()).times(toDecimal("0.7")), tickSize);
    const order = await request({ type: "stop", side: "sell", triggerPrice });
    expect((await account.createOrder(order)).kind).toBe("accepted");
    await seen(order.clientOrderId, ({ status }) => status === "open");
    expect(await account.cancelOrder(order.clientOrderId, SYMBOL)).toEqual({ kind: "cancelled" });
  });

  it("ends with VALR's reason where the money was missing after the 202", async () => {
    const order = await request({ side: "sell", amount: toDecimal("2") });
    expect((await account.createOrder(order)).kind).toBe("accepted");
    const ended = await seen(order.clientOrderId, ({ status }) => status === "canceled");
    expect(ended.reason).not.toBe("");
    expect(ended.filled.isZero()).toBe(true);
  });

  it("is refused below the minimum, and unknown where the answer was lost after the order was taken in", async () => {
    const small = await request({ amount: (await rules()).lotSize });
    const answer = await account.createOrder(small).catch((error: unknown) => error);
    expect(answer).toMatchObject({ kind: "rejected", because: "rules" });
    simulator.control.setFault({ name: "error_after_accept", times: 1 });
    const order = await request({});
    await expect(account.createOrder(order)).rejects.toThrow(Fault);
    await seen(order.clientOrderId, ({ status }) => status === "closed");
    const mine = simulator.control.truth().orders.filter(({ clientId }) => clientId === order.clientOrderId);
    expect(mine).toHaveLength(1);
  });

  it("tells what its key may do, and what it pays", async () => {
    expect(await account.keyRights()).toMatchObject({ read: true, trade: true, withdraw: false });
    const [fee] = await account.fees([SYMBOL]);
    expect(fee?.takerFee.gt(0)).toBe(true);
    const bad = simulator.control.makeKey({ rights: { withdraw: true } });
    const other = await openValrAccount({
      site: { kind: "simulator", origin: simulator.origin },
      credentials: { apiKey: bad.apiKey, secret: "wrong", passphrase: null },
    });
    await expect(other.keyRights()).rejects.toThrow(/does not accept these keys/);
    await other.close();
  });
});
