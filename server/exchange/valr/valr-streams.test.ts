import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { Valr } from "./valr";

const PAIRS = ["BTC", "ETH"].map((base) => ({
  symbol: `${base}ZAR`,
  baseCurrency: base,
  quoteCurrency: "ZAR",
  active: true,
  tickSize: "1",
  baseDecimalPlaces: "8",
}));

type Told = { readonly type: string; readonly subscriptions?: readonly { event: string; pairs: string[] }[] };

let valr: Valr;
let sockets: { path: string; headers: Record<string, unknown>; socket: WebSocket; told: Told[] }[];
let stop: () => Promise<void>;

beforeEach(async () => {
  sockets = [];
  const http = createServer((request, response) => {
    response.end(JSON.stringify(request.url?.endsWith("/pairs") ? PAIRS : []));
  });
  const server = new WebSocketServer({ server: http });
  server.on("connection", (socket, request) => {
    const told: Told[] = [];
    sockets.push({ path: request.url ?? "", headers: request.headers, socket, told });
    socket.on("message", (text) => {
      const message = JSON.parse(String(text)) as Told;
      if (message.type === "PING") socket.send(JSON.stringify({ type: "PONG" }));
      else told.push(message);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  valr = new Valr({ enableRateLimit: false });
  Object.assign(valr.urls.api as object, {
    public: `http://127.0.0.1:${port}`,
    private: `http://127.0.0.1:${port}`,
    ws: `ws://127.0.0.1:${port}`,
  });
  await valr.loadHttpProxyAgent();
  await valr.loadMarkets();
  stop = async () => {
    await valr.close();
    for (const client of server.clients) client.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
});

afterEach(() => stop());

const until = async (seen: () => boolean) => {
  while (!seen()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const told = () => sockets.at(-1)?.told ?? [];
const push = (message: object) => sockets.at(-1)?.socket.send(JSON.stringify(message));
const trade = (pair: string, id: string) => ({
  type: "NEW_TRADE",
  currencyPairSymbol: pair,
  data: {
    price: "9500",
    quantity: "0.001",
    currencyPair: pair,
    tradedAt: "2026-01-01T00:00:00.000Z",
    takerSide: "buy",
    id,
  },
});

it("watches trades of several markets, names all pairs each time, and misses none between two calls", async () => {
  const first = valr.watchTradesForSymbols(["BTC/ZAR"]);
  await until(() => told().length === 1);
  const second = valr.watchTradesForSymbols(["ETH/ZAR"]);
  await until(() => told().length === 2);
  expect(told()[1]?.subscriptions).toEqual([{ event: "NEW_TRADE", pairs: ["BTCZAR", "ETHZAR"] }]);
  for (const id of ["1", "2", "3"]) push(trade("BTCZAR", id));
  push(trade("ETHZAR", "4"));
  expect((await second)[0]).toMatchObject({ symbol: "ETH/ZAR", id: "4", side: "buy" });
  const seen = (await first).map(({ id }) => id);
  push(trade("BTCZAR", "5"));
  while (seen.length < 4) seen.push(...(await valr.watchTradesForSymbols(["BTC/ZAR"])).map(({ id }) => id));
  expect(seen).toEqual(["1", "2", "3", "5"]);
  expect(told()).toHaveLength(2);
});

it("watches tickers, and whole books in the order of their sequence", async () => {
  const ticker = valr.watchTicker("BTC/ZAR");
  await until(() => told().length === 1);
  push({
    type: "MARKET_SUMMARY_UPDATE",
    currencyPairSymbol: "BTCZAR",
    data: {
      currencyPairSymbol: "BTCZAR",
      askPrice: "9500",
      bidPrice: "9000",
      lastTradedPrice: "9400",
      created: "2026-01-01T00:00:00Z",
    },
  });
  expect(await ticker).toMatchObject({ symbol: "BTC/ZAR", bid: 9000, ask: 9500, last: 9400 });
  const book = (sequence: number, price: string) =>
    push({
      type: "AGGREGATED_ORDERBOOK_UPDATE",
      currencyPairSymbol: "BTCZAR",
      data: { Asks: [], Bids: [{ price, quantity: "1" }], SequenceNumber: sequence },
    });
  const next = valr.watchOrderBook("BTC/ZAR");
  await until(() => told().length === 2);
  book(7, "100");
  expect(await next).toMatchObject({ bids: [[100, 1]], nonce: 7 });
  const later = valr.watchOrderBook("BTC/ZAR");
  book(6, "99");
  book(8, "101");
  expect(await later).toMatchObject({ bids: [[101, 1]], nonce: 8 });
});

it("opens the account's socket with a signed call and hears orders, failures, trades and balances", async () => {
  valr.apiKey = "key";
  valr.secret = "secret";
  const orders = valr.watchOrders();
  await until(() => sockets.length === 1);
  expect(sockets[0]).toMatchObject({ path: "/ws/account", headers: { "x-valr-api-key": "key" } });
  const { headers } = sockets[0] as (typeof sockets)[number];
  const at = String(headers["x-valr-timestamp"]);
  expect(headers["x-valr-signature"]).toBe(valr.signature(at, "GET", "/ws/account"));
  push({
    type: "ORDER_STATUS_UPDATE",
    data: {
      orderId: "o",
      orderStatusType: "Filled",
      currencyPair: "BTCZAR",
      remainingQuantity: "0",
      originalQuantity: "0.01",
      orderSide: "BUY",
      orderType: "limit",
      customerOrderId: "mine",
    },
  });
  expect((await orders)[0]).toMatchObject({
    id: "o",
    status: "closed",
    side: "buy",
    clientOrderId: "mine",
    filled: 0.01,
  });
  const failure = valr.watchOrders("BTC/ZAR");
  push({
    type: "FAILED_ORDER",
    data: { orderId: "f", currencyPair: "BTCZAR", message: "Insufficient Balance" },
  });
  expect((await failure)[0]).toMatchObject({
    id: "f",
    status: "canceled",
    info: { failedReason: "Insufficient Balance" },
  });
  const trades = valr.watchMyTrades();
  push({
    type: "NEW_ACCOUNT_TRADE",
    data: {
      currencyPair: "BTCZAR",
      id: "t",
      orderId: "o",
      price: "1",
      quantity: "2",
      side: "sell",
      fee: "0.01",
      feeCurrency: "ZAR",
      tradedAt: "2026-01-01T00:00:00Z",
    },
  });
  expect((await trades)[0]).toMatchObject({
    id: "t",
    order: "o",
    fee: { currency: "ZAR", cost: 0.01 },
    takerOrMaker: "taker",
  });
  const balance = valr.watchBalance();
  push({
    type: "BALANCE_UPDATE",
    data: { currency: { symbol: "R", shortName: "ZAR" }, available: "1", reserved: "2", total: "3" },
  });
  expect((await balance).ZAR).toEqual({ free: 1, used: 2, total: 3 });
});

it("tells whoever waits when the socket is cut, and comes back with the next call", async () => {
  const waiting = valr.watchTrades("BTC/ZAR");
  await until(() => told().length === 1);
  sockets[0]?.socket.terminate();
  await expect(waiting).rejects.toThrow();
  const again = valr.watchTrades("BTC/ZAR");
  await until(() => sockets.length === 2 && told().length === 1);
  push(trade("BTCZAR", "after"));
  expect((await again)[0]?.id).toBe("after");
});
