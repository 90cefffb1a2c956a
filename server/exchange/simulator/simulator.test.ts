import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { readFaultText } from "./core/read-fault-text";
import type { SimKey } from "./core/sim-key";
import { type Simulator, type SimulatorOptions, startSimulator } from "./start-simulator";

// Faults, seen as a plain caller of Binance's wire sees them, and what outlives a kill.
const open: Simulator[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function begin(
  options: Partial<SimulatorOptions> = {},
): Promise<{ readonly sim: Simulator; readonly key: SimKey }> {
  const sim = await startSimulator({ exchange: "binance", limits: 0, ...options });
  open.push(sim);
  const key = sim.control.makeKey({ account: "one", balances: { USDT: "10000", BTC: "1", BNB: "10" } });
  sim.control.setPrice("BTC/USDT", "80000");
  return { sim, key };
}

function call(
  origin: string,
  key: SimKey,
  method: string,
  asked: string,
  fields: Record<string, string>,
  signal?: AbortSignal,
) {
  const text = new URLSearchParams({
    ...fields,
    timestamp: String(Date.now()),
    recvWindow: "60000",
  }).toString();
  const signature = createHmac("sha256", key.secret).update(text).digest("hex");
  const url = `${origin}${asked}?${text}&signature=${signature}`;
  return fetch(url, { method, headers: { "x-mbx-apikey": key.apiKey }, signal });
}
const buy = (sim: Simulator, key: SimKey, fields: Record<string, string> = {}, signal?: AbortSignal) =>
  call(
    sim.origin,
    key,
    "POST",
    "/api/v3/order",
    {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "MARKET",
      quantity: "0.01",
      newClientOrderId: "a",
      ...fields,
    },
    signal,
  );
const find = async (sim: Simulator, key: SimKey, id = "a") =>
  (await (
    await call(sim.origin, key, "GET", "/api/v3/order", { symbol: "BTCUSDT", origClientOrderId: id })
  ).json()) as {
    status?: string;
    code?: number;
    executedQty?: string;
  };
const orders = (sim: Simulator) => sim.control.truth().orders;

it("takes an order in and never answers: it is there all the same", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "timeout_after_accept", times: 1 });
  await expect(buy(sim, key, {}, AbortSignal.timeout(300))).rejects.toThrow();
  expect((await find(sim, key)).status).toBe("FILLED");
});

it("hangs up before an order arrives: it is not there", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "dropped_before_arrival", times: 1 });
  await expect(buy(sim, key)).rejects.toThrow();
  expect((await find(sim, key)).code).toBe(-2013);
  expect(orders(sim)).toHaveLength(0);
});

it("lets an order arrive after it was asked for in vain", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "late_arrival", times: 1, ms: 600 });
  await expect(buy(sim, key, {}, AbortSignal.timeout(100))).rejects.toThrow();
  expect((await find(sim, key)).code).toBe(-2013);
  await expect.poll(() => orders(sim).length, { timeout: 10_000 }).toBe(1);
});

it("says 5xx after it took an order in, and before without taking it", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "error_after_accept", times: 1 });
  expect((await buy(sim, key)).status).toBe(503);
  expect((await find(sim, key)).status).toBe("FILLED");
  sim.control.setFault({ name: "error_before", on: "create", times: 1 });
  expect((await buy(sim, key, { newClientOrderId: "b" })).status).toBe(503);
  expect((await find(sim, key, "b")).code).toBe(-2013);
});

it("limits and bans with the time to wait", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "rate_limit", times: 1, ms: 3_000 });
  const limited = await buy(sim, key);
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
  sim.control.setFault({ name: "ban", times: 1, ms: 9_000 });
  const banned = await buy(sim, key);
  expect([banned.status, banned.headers.get("retry-after")]).toEqual([418, "9"]);
  expect(orders(sim)).toHaveLength(0);
});

it("counts weights as the exchange does, by its own limit", async () => {
  const { sim, key } = await begin({ limits: 0.01 });
  const answers: number[] = [];
  for (let time = 0; time < 5; time++)
    answers.push((await call(sim.origin, key, "GET", "/api/v3/account", {})).status);
  expect(answers.at(0)).toBe(200);
  expect(answers.at(-1)).toBeGreaterThan(400);
});

it("fills a part and the rest later", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "partial", value: "0.3" });
  const answer = (await (await buy(sim, key)).json()) as { status: string; executedQty: string };
  expect(answer).toMatchObject({ status: "PARTIALLY_FILLED", executedQty: "0.00300000" });
  await expect.poll(async () => (await find(sim, key)).status, { timeout: 10_000 }).toBe("FILLED");
});

it("fills what is being cancelled, and hides a new order for a while", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "query_lag", times: 1, ms: 500 });
  await buy(sim, key, { type: "LIMIT", price: "70000", timeInForce: "GTC" });
  expect((await find(sim, key)).code).toBe(-2013);
  await expect.poll(async () => (await find(sim, key)).status, { timeout: 10_000 }).toBe("NEW");
  sim.control.setFault({ name: "cancel_crosses_fill", times: 1 });
  const cancel = await call(sim.origin, key, "DELETE", "/api/v3/order", {
    symbol: "BTCUSDT",
    origClientOrderId: "a",
  });
  expect(await cancel.json()).toMatchObject({ code: -2011 });
  expect((await find(sim, key)).status).toBe("FILLED");
});

it("refuses for certain, refuses stops, fails what it took in", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "reject", times: 1 });
  expect((await buy(sim, key)).status).toBe(400);
  sim.control.setFault({ name: "stop_rejected", times: 1 });
  const stop = await buy(sim, key, { side: "SELL", type: "STOP_LOSS", stopPrice: "70000" });
  expect(stop.status).toBe(400);
  sim.control.setFault({ name: "accept_then_fail", times: 1 });
  expect((await buy(sim, key)).status).toBe(200);
  expect((await find(sim, key)).status).toBe("REJECTED");
  const { balances } = sim.control.truth();
  expect(balances.one?.USDT?.used.toFixed()).toBe("0");
});

it("takes its fee in a third coin", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "fee_coin" });
  const { fills } = (await (await buy(sim, key)).json()) as { fills: { commissionAsset: string }[] };
  expect(fills[0]?.commissionAsset).toBe("BNB");
});

it("tells trades twice, in any order, or not", async () => {
  const { sim, key } = await begin();
  for (let time = 0; time < 20; time++)
    await buy(sim, key, { quantity: "0.001", newClientOrderId: `t${time}` });
  const told = async () =>
    (await (await call(sim.origin, key, "GET", "/api/v3/myTrades", { symbol: "BTCUSDT" })).json()) as {
      id: number;
    }[];
  const all = await told();
  sim.control.setFault({ name: "trades_duplicated" });
  expect((await told()).length).toBeGreaterThan(all.length);
  sim.control.clearFaults();
  sim.control.setFault({ name: "trades_missing" });
  expect((await told()).length).toBeLessThan(all.length);
  sim.control.clearFaults();
  sim.control.setFault({ name: "trades_shuffled" });
  const ids = (await told()).map(({ id }) => id);
  expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
});

it("answers what nobody can read, and what stands for maintenance", async () => {
  const { sim } = await begin();
  const time = () => fetch(`${sim.origin}/api/v3/time`);
  sim.control.setFault({ name: "malformed", times: 1 });
  await expect(time().then((reply) => reply.json())).rejects.toThrow();
  sim.control.setFault({ name: "html", times: 1 });
  expect(await (await time()).text()).toContain("<html>");
  sim.control.setFault({ name: "schema", times: 1 });
  expect(Object.keys(await (await time()).json())).toEqual(["new_serverTime"]);
  sim.control.setFault({ name: "maintenance", times: 1 });
  expect((await time()).status).toBe(503);
});

it("takes a market off, changes its grid, and shows prices that cannot be", async () => {
  const { sim, key } = await begin();
  sim.control.setFault({ name: "delisted", symbol: "BTC/USDT" });
  expect(await (await buy(sim, key)).json()).toMatchObject({ msg: "Market is closed." });
  sim.control.clearFaults();
  sim.control.setFault({ name: "precision", symbol: "BTC/USDT", value: "1000" });
  expect(await (await buy(sim, key, { quantity: "0.015" })).json()).toMatchObject({ code: -1013 });
  sim.control.clearFaults();
  const last = async (): Promise<string> => {
    sim.control.setPrice("BTC/USDT", "80000");
    return (await (await fetch(`${sim.origin}/api/v3/ticker/price?symbol=BTCUSDT`)).json()).price;
  };
  for (const [name, shown] of [
    ["price_nan", "NaN"],
    ["price_zero", "0.00000000"],
    ["price_spike", "8000000.00000000"],
  ] as const) {
    sim.control.setFault({ name });
    expect(await last()).toBe(shown);
    sim.control.clearFaults();
  }
  expect(await last()).toBe("80000.00000000");
});

it("strikes alike with the same seed", async () => {
  const strikes = async () => {
    const { sim } = await begin({ seed: 7 });
    sim.control.setFault({ name: "error_before", on: "time", probability: 0.5 });
    const seen: number[] = [];
    for (let time = 0; time < 20; time++) seen.push((await fetch(`${sim.origin}/api/v3/time`)).status);
    return seen;
  };
  const first = await strikes();
  expect(new Set(first).size).toBe(2);
  expect(await strikes()).toEqual(first);
});

it("reads faults as the command line writes them", () => {
  expect(readFaultText("late_arrival@create=0.05,ms=3000")).toMatchObject({
    name: "late_arrival",
    on: "create",
    probability: 0.05,
    ms: 3_000,
  });
  expect(readFaultText("reject=3x,symbol=BTC/USDT")).toMatchObject({
    name: "reject",
    times: 3,
    symbol: "BTC/USDT",
  });
  expect(() => readFaultText("nonsense=1")).toThrow(/is no fault/);
});

it("opens its control door to this machine only, and acts by hand through it", async () => {
  const { sim } = await begin();
  const ask = (name: string, body: unknown, headers = {}) =>
    fetch(`${sim.origin}/_simulator/${name}`, { method: "POST", body: JSON.stringify(body), headers });
  expect(
    (await ask("deposit", { account: "one", asset: "ZAR", amount: "5" }, { origin: "http://evil" })).status,
  ).toBe(403);
  await ask("deposit", { account: "one", asset: "ZAR", amount: "5" });
  await ask("withdraw", { account: "one", asset: "ZAR", amount: "2" });
  await ask("order", { account: "one", symbol: "BTC/USDT", side: "buy", amount: "0.01" });
  const truth = await (await fetch(`${sim.origin}/_simulator/truth`)).json();
  expect(truth.balances.one.ZAR.free).toBe("3");
  expect(truth.orders).toMatchObject([{ clientId: null, status: "filled" }]);
});

it("knows after a kill -9 what it had said: keys, orders, trades, balances", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-simulator-"));
  const statePath = path.join(folder, "state.journal");
  try {
    const { sim, key } = await begin({ statePath });
    await buy(sim, key);
    await buy(sim, key, { type: "LIMIT", price: "70000", timeInForce: "GTC", newClientOrderId: "b" });
    const before = JSON.stringify(sim.control.truth().balances);
    // not closed: another one reads what is on disk, as after a kill
    const { cpSync } = await import("node:fs");
    cpSync(statePath, `${statePath}.killed`);
    const again = await startSimulator({ exchange: "binance", limits: 0, statePath: `${statePath}.killed` });
    open.push(again);
    expect((await find(again, key)).status).toBe("FILLED");
    expect((await find(again, key, "b")).status).toBe("NEW");
    expect(JSON.stringify(again.control.truth().balances)).toBe(before);
    expect(again.control.truth().trades).toHaveLength(sim.control.truth().trades.length);
    const third = (await (await buy(again, key, { newClientOrderId: "c" })).json()) as { orderId: number };
    expect(orders(again).filter(({ id }) => id === String(third.orderId))).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
