// HTTP_PROXY and HTTPS_PROXY: an exchange that can only be reached through a real proxy of this machine, by requests and
// by websocket, and the sentence of one that is down.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { openPushSource } from "./live-feed/open-push-source";
import { openAccount, openMarketData } from "./open-exchange";
import { type Simulator, startSimulator } from "./simulator/start-simulator";
import { clientId } from "./testing/conformance-hands";
import { startProxy } from "./testing/start-proxy";

/** A name that only the proxy can tell: whatever goes past it fails. */
const HOST = "exchange.invalid";
const NAMES = ["luno", "binance", "kucoin", "kraken", "valr"] as const;
const SYMBOL = {
  luno: "BTC/ZAR",
  binance: "BTC/USDT",
  kucoin: "BTC/USDT",
  kraken: "BTC/USD",
  valr: "BTC/ZAR",
};
const DOWN = { http: "127.0.0.1:9", https: "127.0.0.1:9", no: "" };

describe.each(NAMES)("%s through a proxy", (name) => {
  let simulator: Simulator;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let site: { kind: "simulator"; origin: string };
  beforeAll(async () => {
    simulator = await startSimulator({ exchange: name, limits: 0 });
    proxy = await startProxy(simulator.origin);
    site = { kind: "simulator", origin: `http://${HOST}:${new URL(simulator.origin).port}` };
  });
  afterAll(async () => {
    await proxy.close();
    await simulator.close();
  });
  const proxies = () => ({ http: proxy.address, https: "", no: "" });

  it("prices and balances are asked for through it", { timeout: 30_000 }, async () => {
    const data = await openMarketData(name, { site, proxies: proxies() });
    expect((await data.tickers([SYMBOL[name]])).length).toBe(1);
    const credentials = simulator.control.makeKey({ account: "one", balances: { BTC: "1" } });
    const account = await openAccount(name, { site, credentials, proxies: proxies() });
    expect((await account.listBalances()).map(({ asset }) => asset)).toContain("BTC");
    expect(proxy.through.length).toBeGreaterThan(0);
    await Promise.all([data.close(), account.close()]);
  });

  // Luno pushes nothing without keys
  const pushed = name === "luno" ? [] : [name];
  it.each(pushed)("prices are pushed through it", { timeout: 30_000 }, async () => {
    const before = proxy.through.length;
    const push = await openPushSource(name, { site, proxies: proxies() });
    const told = push?.price(SYMBOL[name]);
    expect((await told)?.last?.gt(0)).toBe(true);
    expect(proxy.through.slice(before).some((each) => /^websocket/.test(each))).toBe(true);
    await push?.close();
  });

  it("one that is down is a sentence, and an order was never sent", { timeout: 30_000 }, async () => {
    const credentials = simulator.control.makeKey({ account: "two", balances: { BTC: "1" } });
    const account = await openAccount(name, { site, credentials, proxies: DOWN });
    const words = await account.listBalances().catch((error: Error) => error.message);
    expect(words).toMatch(
      /^The proxy 127\.0\.0\.1:9 cannot be reached, so \w+ was not asked\. Check HTTPS_PROXY\.$/,
    );
    const [base = "", quote = ""] = SYMBOL[name].split("/");
    const answer = await account.createOrder({
      userId: "00000000-0000-4000-8000-000000000001",
      book: "practice",
      venue: name,
      clientOrderId: clientId(),
      symbol: SYMBOL[name],
      base,
      quote,
      side: "buy",
      type: "market",
      amount: toDecimal("0.1"),
      limitPrice: null,
      postOnly: false,
      stopPrice: null,
      deadline: wallMs(marketMs(Date.now()) + 60_000),
    });
    expect(answer).toMatchObject({ kind: "rejected", reason: expect.stringContaining("cannot be reached") });
    expect(simulator.control.truth().orders).toEqual([]);
    await account.close();
  });
});
