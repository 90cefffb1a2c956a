// What every venue must do, paper or real: one checklist, whatever the exchange's own ways.
import { expect, it } from "vitest";
import type { OrderRequest, PlaceAnswer, VenueOrder } from "@/server/exchange/core/exchange-port";
import { venueRulesOf } from "@/server/exchange/core/venue-rules";
import { marketMs } from "@/server/kernel/clock";
import { sumOf, toDecimal } from "@/server/kernel/money";
import { type Bench, checkMoves, createHands, type Hands, PRICE } from "./conformance-hands";

/** The checks of one venue, whatever `bench` opened: place, fill, track, fees right, cancel, stop, balance moves. */
export function conforms(bench: () => Bench): void {
  const hands = createHands(bench);
  trading(hands);
  resting(hands);
  naming(hands);
  stopping(hands);
  refusing(hands);
}

function trading(hands: Hands): void {
  const { bench, request, place, seen, isListed } = hands;
  it("buys at the market: filled exactly, fees right, balances moved by as much", async () => {
    await bench().setPrice(PRICE);
    const order = request();
    const found = await checkMoves(hands, "buy", async () => {
      const id = await place(order);
      await bench().setPrice(PRICE);
      const closed = await seen(order, "closed");
      expect(closed.venueOrderId).toBe(id);
      return closed;
    });
    expect(found.filled.toFixed()).toBe("0.1");
    expect(sumOf(found.trades.map(({ amount }) => amount)).toFixed()).toBe("0.1");
    expect(found.averagePrice?.toNumber()).toBeGreaterThan(990);
    expect(found.averagePrice?.toNumber()).toBeLessThan(1_030);
    expect(await isListed(order)).toBe(false);
  });

  it("sells at the market: filled exactly, fees right, balances moved by as much", async () => {
    await bench().setPrice(PRICE);
    const order = request({ side: "sell" });
    const found = await checkMoves(hands, "sell", async () => {
      await place(order);
      await bench().setPrice(PRICE);
      return seen(order, "closed");
    });
    expect(found.filled.toFixed()).toBe("0.1");
  });
}

function resting(hands: Hands): void {
  const { bench, account, limit, cancel, place, seen, both, isListed } = hands;
  it("a limit order rests, is listed, is found by its client order id, and is cancelled once", async () => {
    await bench().setPrice(PRICE);
    const order = limit("900");
    const before = await both();
    await place(order);
    const resting = await seen(order, "open");
    expect([resting.filled.toFixed(), resting.averagePrice, resting.trades]).toEqual(["0", null, []]);
    const listed = await account().listOpenOrders([order.symbol]);
    expect(listed.find((one) => one.clientOrderId === order.clientOrderId)).toMatchObject({
      venueOrderId: resting.venueOrderId,
      symbol: order.symbol,
    });
    expect((await account().listOpenOrders(null)).map((one) => one.clientOrderId)).toContain(
      order.clientOrderId,
    );
    expect(await cancel(order)).toEqual({ kind: "cancelled" });
    const ended = await seen(order, "canceled");
    expect(ended.reason).not.toBe("");
    expect(await cancel(order)).toEqual({ kind: "already_ended" });
    expect(await isListed(order)).toBe(false);
    expect(await both()).toEqual(before);
  });

  it("a resting order fills as maker when the price comes, told once among all trades", async () => {
    await bench().setPrice(PRICE);
    const order = limit("950", { postOnly: true });
    const found = await checkMoves(hands, "buy", async () => {
      await place(order);
      await seen(order, "open");
      await bench().setPrice("940");
      return seen(order, "closed");
    });
    expect(found.trades.map(({ liquidity }) => liquidity)).toContain("maker");
    expect(found.trades[0]?.price.toFixed()).toBe("950");
    const trades = await account().listTrades([order.symbol], marketMs(bench().startedAt));
    const own = trades.filter(({ venueOrderId }) => venueOrderId === found.venueOrderId);
    expect(own.map(({ venueTradeId }) => venueTradeId).sort()).toEqual(
      found.trades.map(({ venueTradeId }) => venueTradeId).sort(),
    );
    expect(trades.map(({ at }) => at)).toEqual(trades.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(await cancel(order)).toEqual({ kind: "already_ended" });
  });
}

function naming(hands: Hands): void {
  const { rules, bench, account, request, limit, find, cancel, place, seen } = hands;
  it("an order nobody placed is not there", async () => {
    const order = request();
    expect(await find(order)).toBeNull();
    expect(await cancel(order)).toEqual({ kind: "not_found" });
  });

  it("the same client order id twice is one order", async () => {
    await bench().setPrice(PRICE);
    const order = limit("900");
    const id = await place(order);
    const again = await account().createOrder(order);
    // one that answers before it looks accepts it, and fails it afterwards
    if (again.kind === "accepted" && venueRulesOf(rules().exchange).badFunds === "reject")
      expect(again.venueOrderId).toBe(id);
    expect((await seen(order, "open")).venueOrderId).toBe(id);
    const open = (await account().listOpenOrders([order.symbol])).filter(
      ({ clientOrderId }) => clientOrderId === order.clientOrderId,
    );
    expect(open).toHaveLength(1);
    await cancel(order);
  });
}

function stopping(hands: Hands): void {
  const { bench, request, find, cancel, place, seen, isListed } = hands;
  it("a stop rests at the venue and sells when the price falls to it", async () => {
    await bench().setPrice(PRICE);
    const order = request({ side: "sell", type: "stop", triggerPrice: toDecimal("920") });
    const found = await checkMoves(hands, "sell", async () => {
      await place(order);
      await seen(order, "open");
      await bench().setPrice("960");
      expect((await find(order))?.status).toBe("open");
      await bench().setPrice("919");
      await bench().setPrice("919");
      return seen(order, "closed");
    });
    expect(found.filled.toFixed()).toBe("0.1");
    expect(found.averagePrice?.toNumber()).toBeLessThanOrEqual(920);
  });

  it("a stop is taken back before its price comes", async () => {
    await bench().setPrice(PRICE);
    const order = request({ side: "sell", type: "stop", triggerPrice: toDecimal("900") });
    await place(order);
    await seen(order, "open");
    expect(await isListed(order)).toBe(true);
    expect(await cancel(order)).toEqual({ kind: "cancelled" });
    await seen(order, "canceled");
    await bench().setPrice("890");
    expect((await find(order))?.filled.toFixed()).toBe("0");
  });
}

function refusing(hands: Hands): void {
  const { bench, rules, account, request, limit, seen, both, isListed } = hands;
  it("a post-only order that would take buys nothing", async () => {
    await bench().setPrice(PRICE);
    const order = limit("1010", { postOnly: true });
    const before = await both();
    const answer = await account().createOrder(order);
    await bench().setPrice(PRICE);
    if (answer.kind === "rejected") expect(answer.because).toBe("order");
    else expect((await seen(order, "canceled")).trades).toEqual([]);
    expect(await isListed(order)).toBe(false);
    expect(await both()).toEqual(before);
  });

  it("refuses what its rules forbid and what nobody can pay: never sent on, nothing held", async () => {
    await bench().setPrice(PRICE);
    const { minAmount, lotSize, tickSize } = rules();
    const before = await both();
    const refused = async (order: OrderRequest): Promise<PlaceAnswer | VenueOrder> => {
      const answer = await account().createOrder(order);
      // an exchange may take an order in first and tell by its status
      return answer.kind === "rejected" ? answer : seen(order, "canceled");
    };
    const off = toDecimal("0.1").plus(lotSize.div(2));
    expect(await refused(limit("900", { amount: minAmount.minus(lotSize) }))).toMatchObject({});
    expect(await refused(limit("900", { amount: off }))).not.toMatchObject({ kind: "accepted" });
    expect(
      await refused(request({ type: "limit", limitPrice: toDecimal("900").plus(tickSize.div(2)) })),
    ).not.toMatchObject({
      kind: "accepted",
    });
    const poor = await refused(limit("900", { amount: toDecimal("5000") }));
    if ("kind" in poor) expect(poor).toMatchObject({ kind: "rejected", because: "account" });
    const unknown = { symbol: "NOPE/USDT", base: "NOPE", quote: "USDT" };
    expect(await account().createOrder(request(unknown))).toMatchObject({
      kind: "rejected",
      because: "rules",
    });
    expect(await account().listOpenOrders([rules().symbol])).toEqual([]);
    expect(await both()).toEqual(before);
  });
}
