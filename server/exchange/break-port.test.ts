import { expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { ONE } from "@/server/kernel/money";
import { breakPort } from "./break-port";
import type { ExchangePort, OrderRequest } from "./core/exchange-port";
import { ExchangeFault } from "./core/verdict";

const account = { userId: "u", book: "live", venue: "kraken" } as const;
const order = (side: "buy" | "sell"): OrderRequest => ({
  ...account,
  clientOrderId: "c",
  symbol: "BTC/USD",
  base: "BTC",
  quote: "USD",
  side,
  amount: ONE,
  type: "market",
  limitPrice: null,
  postOnly: false,
  stopPrice: null,
  deadline: wallMs(9e12),
});

const broken = (): Error => new SyntaxError("Unexpected token < in JSON");

/** A venue that can be broken, and the clock. */
function arrange() {
  const world = { now: 1_000_000, isBroken: true, calls: [] as string[], fault: broken };
  const call =
    <T>(name: string, answer: T) =>
    async (): Promise<T> => {
      world.calls.push(name);
      if (world.isBroken) throw world.fault();
      return answer;
    };
  const port: ExchangePort = {
    createOrder: call("create", { kind: "accepted", venueOrderId: "1" }),
    findOrder: call("find", null),
    cancelOrder: call("cancel", { kind: "cancelled" }),
    listOpenOrders: call("open", []),
    listTrades: call("trades", []),
    listBalances: call("balances", []),
  };
  return { world, port: breakPort(port, () => world.now) };
}

async function fail(port: ExchangePort, times: number) {
  for (let one = 0; one < times; one++) await expect(port.listBalances(account)).rejects.toThrow();
}

it("answers that cannot be read, five in a row, leave the venue alone for a while, each time longer", async () => {
  const { world, port } = arrange();
  await fail(port, 20);
  expect(world.calls).toHaveLength(5);
  await expect(port.listBalances(account)).rejects.toMatchObject({ name: "Fault", retryable: true });
  world.now += 2_000;
  await fail(port, 3);
  expect(world.calls).toHaveLength(6);
  world.now += 3_999;
  await fail(port, 3);
  expect(world.calls).toHaveLength(6);
  world.now += 1;
  world.isBroken = false;
  expect(await port.listBalances(account)).toEqual([]);
  expect(await port.createOrder(order("buy"))).toMatchObject({ kind: "accepted" });
});

it("an order that is not sent is rejected, never unknown; when the time is over a sale may try it, a purchase not", async () => {
  const { world, port } = arrange();
  await fail(port, 5);
  for (const side of ["buy", "sell"] as const)
    expect(await port.createOrder(order(side))).toMatchObject({ kind: "rejected", because: "later" });
  expect(world.calls).not.toContain("create");
  world.now += 2_000;
  world.isBroken = false;
  expect(await port.createOrder(order("buy"))).toMatchObject({ kind: "rejected" });
  expect(await port.createOrder(order("sell"))).toMatchObject({ kind: "accepted" });
  expect(await port.createOrder(order("buy"))).toMatchObject({ kind: "accepted" });
});

it("one call at a time tries it, and another account is not concerned", async () => {
  const { world, port } = arrange();
  await fail(port, 5);
  world.now += 2_000;
  const tried = await Promise.allSettled([
    port.listBalances(account),
    port.cancelOrder(account, "c", "BTC/USD"),
    port.findOrder(account, "c", "BTC/USD"),
  ]);
  expect(tried.every(({ status }) => status === "rejected")).toBe(true);
  expect(world.calls).toHaveLength(6);
  world.isBroken = false;
  expect(await port.listBalances({ ...account, userId: "other" })).toEqual([]);
});

it("a ban is kept to its end; then a cancel or a sale goes first, and a purchase when that was answered", async () => {
  const { world, port } = arrange();
  world.fault = () => new ExchangeFault("limited", "banned", undefined, 120_000);
  await expect(port.listBalances(account)).rejects.toThrow("banned");
  const place = (side: "buy" | "sell") => port.createOrder(order(side));
  for (const passed of [0, 60_000, 59_999]) {
    world.now += passed;
    await fail(port, 10);
    for (const side of ["buy", "sell"] as const)
      expect(await place(side)).toMatchObject({ kind: "rejected", because: "later" });
  }
  expect(world.calls).toEqual(["balances"]);
  world.now += 1;
  world.isBroken = false;
  expect(await place("buy")).toMatchObject({ kind: "rejected", because: "later" });
  expect(await port.cancelOrder(account, "c", "BTC/USD")).toEqual({ kind: "cancelled" });
  expect(await place("buy")).toMatchObject({ kind: "accepted" });
  expect(world.calls).toEqual(["balances", "cancel", "create"]);
});
