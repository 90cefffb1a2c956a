// What a person gets wrong, or an exchange changes: a sentence, no order at the exchange, and the money free again. Real
// adapters against a simulated exchange over HTTP, behind the whole life of an order.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { AccountClient, Credentials } from "@/server/exchange/core/exchange-client";
import type { ExchangePort, OrderRequest } from "@/server/exchange/core/exchange-port";
import { createLiveVenue } from "@/server/exchange/live/live-venue";
import { openAccount, openMarketData } from "@/server/exchange/open-exchange";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET } from "./testing/hand-feed";
import { type Fixture, openFixture } from "./testing/open-fixture";

const NAMES = ["binance", "kucoin"] as const;
type Name = (typeof NAMES)[number];
type Case = {
  readonly what: string;
  readonly exchange: Name;
  readonly words: RegExp;
  readonly credentials?: (right: Credentials) => Credentials;
  readonly request?: Partial<OrderRequest>;
  readonly proxy?: string;
  readonly arrange?: (simulator: Simulator, account: AccountClient) => Promise<unknown>;
};

const CASES: readonly Case[] = [
  {
    what: "a wrong key",
    exchange: "binance",
    words: /does not accept these keys/,
    credentials: (right) => ({ ...right, apiKey: "canary-key" }),
  },
  {
    what: "a wrong secret",
    exchange: "binance",
    words: /does not accept these keys/,
    credentials: (right) => ({ ...right, secret: "canary-secret" }),
  },
  {
    what: "a wrong passphrase",
    exchange: "kucoin",
    words: /does not accept these keys; check key, secret and passphrase/,
    credentials: (right) => ({ ...right, passphrase: "canary-word" }),
  },
  {
    what: "a key that may not trade",
    exchange: "binance",
    words: /does not (let this key do that|accept these keys)/,
    credentials: () => reading,
  },
  {
    what: "a clock that went off",
    exchange: "binance",
    words: /clock is wrong; set it by a time server/,
    arrange: async ({ control }, account) => {
      await account.listBalances();
      control.setFault({ name: "clock_off", ms: 90_000 });
    },
  },
  {
    what: "a market the exchange does not list",
    exchange: "binance",
    words: /NOPE\/USDT is not listed/,
    request: { symbol: "NOPE/USDT" },
  },
  {
    what: "a market that takes no orders",
    exchange: "binance",
    words: /takes no orders now/,
    arrange: async ({ control }) => control.setFault({ name: "delisted" }),
  },
  {
    what: "an amount below the minimum",
    exchange: "binance",
    words: /is below/,
    request: { amount: toDecimal("0.00001") },
  },
  {
    what: "a price off the tick",
    exchange: "binance",
    words: /price is not a multiple of/,
    request: { type: "limit", limitPrice: toDecimal("105.0000001") },
  },
  {
    what: "more than the account holds",
    exchange: "kucoin",
    words: /not enough money/,
    request: { type: "limit", limitPrice: toDecimal("105"), amount: toDecimal("900000") },
  },
  {
    what: "a proxy that is down",
    exchange: "binance",
    words: /^The proxy 127\.0\.0\.1:9 cannot be reached/,
    proxy: "127.0.0.1:9",
  },
];

let database: TestDatabase;
let fixture: Fixture;
let reading: Credentials;
const simulators = new Map<Name, { readonly simulator: Simulator; readonly key: Credentials }>();
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  for (const exchange of NAMES) {
    const simulator = await startSimulator({ exchange, limits: 0 });
    const key = simulator.control.makeKey({ account: "one", balances: { USDT: "100000" } });
    simulators.set(exchange, { simulator, key });
    if (exchange === "binance")
      reading = simulator.control.makeKey({ account: "one", rights: { trade: false } });
  }
});
afterAll(async () => {
  await database?.drop();
  for (const { simulator } of simulators.values()) await simulator.close();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await fixture?.close();
});

it.each(CASES)("$what: a sentence, no order, the money free again", async (of) => {
  const { simulator, key } = simulators.get(of.exchange) as { simulator: Simulator; key: Credentials };
  const { control } = simulator;
  control.clearFaults();
  control.setPrice(HAND_MARKET.symbol, "105");
  fixture = await openFixture(database);
  fixture.manners.createOrder = await openPort(of, simulator, key);
  const before = control.truth().orders.length;
  await fixture.enter();
  const order = await db.order.findFirstOrThrow({ where: { purpose: "entry" } });
  expect([order.status, order.statusReason]).toEqual(["rejected", expect.stringMatching(of.words)]);
  expect(order.statusReason).not.toContain("canary");
  expect(control.truth().orders.length).toBe(before);
  expect(await fixture.balance("USDT", "in_orders")).toBe("0");
  expect(await fixture.balance("USDT", "allocated")).toBe("1000");
});

/** The live venue as the worker opens it, whose orders carry a deadline of the real clock. */
async function openPort(
  of: Case,
  simulator: Simulator,
  key: Credentials,
): Promise<ExchangePort["createOrder"]> {
  // a name that only a proxy could tell
  const host = of.proxy ? "http://exchange.invalid" : simulator.origin;
  const site = { kind: "simulator", origin: host } as const;
  const proxies = of.proxy ? { http: of.proxy, https: "", no: "" } : undefined;
  const data = await openMarketData(of.exchange, {
    site: { kind: "simulator", origin: simulator.origin },
  });
  const credentials = of.credentials?.(key) ?? key;
  const account = await openAccount(of.exchange, { site, credentials, ...(proxies && { proxies }) });
  ends.push(account.close, data.close);
  await of.arrange?.(simulator, account);
  const venue = createLiveVenue({
    clocks: { wall: () => wallMs(Date.now()) },
    openAccount: async () => account,
    marketOf: async (_venue, symbol) =>
      (await data.markets()).find((market) => market.symbol === symbol) ?? null,
    lastPrice: () => toDecimal("105"),
  });
  return (request) => venue.createOrder({ ...request, deadline: wallMs(Date.now() + 60_000), ...of.request });
}
