// Requests and answers that were recorded at the exchanges: what the adapters send, and what they read.
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { binanceManners } from "./binance/binance-manners";
import { loadBinanceMarkets } from "./binance/binance-markets";
import { createMarketNames, type NamedMarket } from "./ccxt/market-names";
import { openWire, type Wire } from "./ccxt/wire";
import type { OrderRequest } from "./core/exchange-port";
import { krakenManners } from "./kraken/kraken-manners";
import { loadKrakenMarkets } from "./kraken/kraken-markets";
import { loadKucoinMarkets } from "./kucoin/kucoin-data";
import { kucoinManners } from "./kucoin/kucoin-manners";
import { loadLunoMarkets } from "./luno/luno-data";
import { lunoManners } from "./luno/luno-manners";
import { openAccount, openMarketData } from "./open-exchange";

const FACTS = path.resolve("../shared/facts/exchanges");
const isThere = existsSync(FACTS);
if (!isThere) process.stderr.write(`SKIPPED: no recorded exchanges in ${FACTS}\n`);

type Name = "luno" | "binance" | "kucoin" | "kraken";
type Case = {
  readonly input: readonly unknown[];
  readonly url?: string;
  readonly output?: string;
  readonly httpResponse?: object;
};
const readText = (name: string): string => {
  const bytes = readFileSync(path.join(FACTS, name));
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
};
const CAPTURES: { readonly [name in Name]: readonly [path: string, file: string] } = {
  luno: ["/api/exchange/1/markets", "requests-and-responses/luno.markets.info.json"],
  binance: ["/api/v3/exchangeInfo", "markets/binance-exchangeInfo-2021-10-12.full.json.gz"],
  kucoin: ["/api/v2/symbols", "markets/kucoin-symbols-2021-04-25.full.json.gz"],
  kraken: ["/0/public/AssetPairs", "markets/kraken-AssetPairs-2021-04-17.full.json.gz"],
};
const KEYS = { apiKey: "key", secret: "c2VjcmV0", passphrase: "phrase" };
const CLIENT_ID = "amk-000102030405060708090a0b0c0d0e";

/** Answers what is set by the path, and remembers what it was asked. */
async function openPlayer() {
  const asked: { readonly method: string; readonly path: string; readonly fields: Record<string, string> }[] =
    [];
  const answers = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://here");
      const sent = body.startsWith("{") ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
      const fields = { ...Object.fromEntries(url.searchParams), ...sent };
      asked.push({ method: request.method ?? "", path: url.pathname, fields });
      const answer = answers.get(url.pathname);
      response.writeHead(answer ? 200 : 404, { "content-type": "application/json" }).end(answer ?? "{}");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, answers, site: { kind: "simulator", origin } as const, server };
}

const casesOf = (exchange: Name, kind: "request" | "response", method: string): readonly Case[] =>
  JSON.parse(readText(`requests-and-responses/${exchange}.${kind}.json`)).methods[method] ?? [];
const caseOf = (
  exchange: Name,
  kind: "request" | "response",
  method: string,
  ...input: readonly unknown[]
): Case => {
  const found = casesOf(exchange, kind, method).find(
    (one) => JSON.stringify(one.input) === JSON.stringify(input),
  );
  if (!found) throw new Error(`no recorded ${exchange} ${method} ${JSON.stringify(input)}`);
  return found;
};

const order = (exchange: Name, changes: Partial<OrderRequest>): OrderRequest => ({
  userId: "u",
  book: "live",
  venue: exchange,
  clientOrderId: CLIENT_ID,
  symbol: "LTC/USDT",
  base: "LTC",
  quote: "USDT",
  side: "buy",
  type: "market",
  amount: toDecimal("0.1"),
  limitPrice: null,
  postOnly: false,
  stopPrice: null,
  deadline: wallMs(Date.now() + 600_000),
  ...changes,
});

describe.skipIf(!isThere)("what was recorded at the exchanges", () => {
  let player: Awaited<ReturnType<typeof openPlayer>>;
  beforeAll(async () => {
    player = await openPlayer();
    for (const [where, file] of Object.values(CAPTURES)) player.answers.set(where, readText(file));
    player.answers.set("/0/public/Assets", JSON.stringify({ error: [], result: {} }));
    player.answers.set("/api/v3/time", JSON.stringify({ serverTime: Date.now() }));
    player.answers.set("/api/v1/timestamp", JSON.stringify({ code: "200000", data: Date.now() }));
  });
  afterAll(() => player?.server.close());

  const account = (exchange: Name) => openAccount(exchange, { site: player.site, credentials: KEYS });
  const data = (exchange: Name) => openMarketData(exchange, { site: player.site });
  const play = (where: string, answer: unknown) => player.answers.set(where, JSON.stringify(answer));
  /** The last request of that path, without what changes with each one. */
  const sent = (where: string, ...without: readonly string[]) => {
    const found = player.asked.findLast((one) => one.path === where);
    const skipped = ["timestamp", "signature", "recvWindow", "nonce", ...without];
    return Object.fromEntries(
      Object.entries(found?.fields ?? {}).filter(([name]) => !skipped.includes(name)),
    );
  };
  const recorded = (text: string, ...without: readonly string[]) => {
    const fields = text.startsWith("{")
      ? JSON.parse(text)
      : Object.fromEntries(new URLSearchParams(text.includes("?") ? text.split("?")[1] : text));
    const skipped = ["timestamp", "signature", "recvWindow", "nonce", ...without];
    return Object.fromEntries(Object.entries(fields as object).filter(([name]) => !skipped.includes(name)));
  };

  const loads: readonly [
    Name,
    Parameters<typeof openWire>[0],
    (wire: Wire) => Promise<readonly NamedMarket[]>,
    number,
  ][] = [
    ["luno", lunoManners, loadLunoMarkets, 3],
    ["binance", binanceManners, loadBinanceMarkets, 1_600],
    ["kucoin", kucoinManners, loadKucoinMarkets, 500],
    ["kraken", krakenManners, loadKrakenMarkets, 200],
  ];
  it.each(loads)(
    "every market of %s is found by its name and back, with steps above zero",
    async (_name, manners, load, least) => {
      const wire = await openWire(manners, { site: player.site });
      const all = await load(wire);
      expect(all.length).toBeGreaterThanOrEqual(least);
      const names = createMarketNames("it", all);
      for (const market of all) {
        expect(names.symbolOf(names.idOf(market.symbol))).toBe(market.symbol);
        for (const name of market.names) expect(names.symbolOf(name)).toBe(market.symbol);
        expect(market.tickSize.gt(0) && market.lotSize.gt(0), market.symbol).toBe(true);
      }
      await wire.close();
    },
  );

  it("Binance: orders are sent as recorded, and their id is read as it was written", async () => {
    const client = await account("binance");
    const [answer] = casesOf("binance", "response", "createOrder");
    play("/api/v3/order", answer?.httpResponse);
    const limit = { type: "limit", amount: toDecimal("0.2"), limitPrice: toDecimal("50") } as const;
    expect(await client.createOrder(order("binance", limit))).toEqual({
      kind: "accepted",
      venueOrderId: "9780331417",
    });
    const plain = caseOf("binance", "request", "createOrder", "LTC/USDT", "limit", "buy", 0.2, 50);
    expect(sent("/api/v3/order", "newClientOrderId")).toEqual(
      recorded(plain.output ?? "", "newClientOrderId"),
    );
    await client.createOrder(order("binance", { ...limit, postOnly: true }));
    const maker = caseOf("binance", "request", "createOrder", "LTC/USDT", "limit", "buy", 0.2, 50, {
      postOnly: true,
    });
    expect(sent("/api/v3/order", "newClientOrderId")).toEqual(
      recorded(maker.output ?? "", "newClientOrderId"),
    );
    await client.close();
  });

  it("Kraken: orders are sent as recorded but for our id and the fee's asset; order, ticker and candles are read", async () => {
    const client = await account("kraken");
    const [placed] = casesOf("kraken", "response", "createOrder");
    play("/0/private/AddOrder", placed?.httpResponse);
    const cases: readonly [Partial<OrderRequest>, readonly unknown[]][] = [
      [{}, ["LTC/USDT", "market", "buy", 0.1]],
      [{ side: "sell" }, ["LTC/USDT", "market", "sell", 0.1]],
      [
        { side: "sell", type: "stop", triggerPrice: toDecimal("55") },
        ["LTC/USDT", "market", "sell", 0.1, null, { stopLossPrice: 55 }],
      ],
    ];
    for (const [changes, input] of cases) {
      const answer = await client.createOrder(order("kraken", changes));
      expect(answer).toEqual({ kind: "accepted", venueOrderId: "OL7LNO-R4SAD-6UINEU" });
      const { output = "" } = caseOf("kraken", "request", "createOrder", ...input);
      expect(sent("/0/private/AddOrder", "cl_ord_id", "oflags")).toEqual(recorded(output));
      expect(sent("/0/private/AddOrder").cl_ord_id).toMatch(/^[0-9a-f]{32}$/);
    }
    const ids = { cl_ord_id: sent("/0/private/AddOrder").cl_ord_id };
    const { httpResponse } = caseOf("kraken", "response", "fetchOrder", "OGMZCL-KC6MC-ZRBGM6", "LTC/USDT");
    const [[id, raw] = ["", {}]] = Object.entries((httpResponse as { result: object }).result);
    play("/0/private/OpenOrders", { error: [], result: { open: {} } });
    play("/0/private/ClosedOrders", { error: [], result: { closed: { [id]: { ...raw, ...ids } } } });
    const trade = {
      ordertxid: id,
      pair: "LTCUSDT",
      time: 1705260547.4728658,
      price: "71.05741",
      fee: "0.018475",
      vol: "0.10000000",
      maker: false,
    };
    play("/0/private/QueryTrades", { error: [], result: { "TWA6QJ-ZO4EM-6QIHQJ": trade } });
    const found = await client.findOrder(CLIENT_ID, "LTC/USDT");
    expect([
      found?.venueOrderId,
      found?.status,
      found?.filled.toFixed(),
      found?.averagePrice?.toFixed(),
    ]).toEqual(["OGMZCL-KC6MC-ZRBGM6", "closed", "0.1", "71.05741"]);
    expect(found?.trades[0]).toMatchObject({ at: 1705260547472, fee: { asset: "USDT" } });
    await client.close();
    const open = await data("kraken");
    const candles = caseOf("kraken", "response", "fetchOHLCV", "BTC/USDT", "1h", 1706628191000, 3);
    play("/0/public/OHLC", candles.httpResponse);
    const read = await open.candles("BTC/USDT", "1h", marketMs(1706628191000), 3);
    expect(read?.map((one) => [one.openAt, one.open.toFixed(), one.volume.toFixed()])).toEqual(
      [
        [1706630400000, "43366.3", "12.51327406"],
        [1706634000000, "43497.5", "5.03074129"],
        [1706637600000, "43398.3", "81.88339686"],
      ].map(([at, price, volume]) => [at, toDecimal(String(price)).toFixed(), volume]),
    );
    play("/0/public/Ticker", caseOf("kraken", "response", "fetchTicker", "BTC/USDT").httpResponse);
    const [tick] = await open.tickers(["BTC/USDT"]);
    expect([tick?.bid, tick?.ask, tick?.last].map((price) => price?.toFixed())).toEqual([
      "73380.6",
      "73380.7",
      "73380.6",
    ]);
    await open.close();
  });

  it("KuCoin: orders, fills and candles are asked for as recorded; order, fill and candles are read", async () => {
    const client = await account("kucoin");
    play("/api/v1/hf/orders", { code: "200000", data: { orderId: "1" } });
    await client.createOrder(order("kucoin", {}));
    const market = caseOf("kucoin", "request", "createOrder", "LTC/USDT", "market", "buy", 0.1, null, {
      hf: true,
    });
    expect(sent("/api/v1/hf/orders", "clientOid")).toEqual(recorded(market.output ?? "", "clientOid"));
    const fetched = caseOf("kucoin", "response", "fetchOrder", "65e371dd0ddaa40007cb437b", "LTC/USDT");
    play(`/api/v1/hf/orders/client-order/${CLIENT_ID}`, fetched.httpResponse);
    play(
      "/api/v1/hf/fills",
      caseOf("kucoin", "response", "fetchMyTrades", "LTC/USDT", null, 10).httpResponse,
    );
    const found = await client.findOrder(CLIENT_ID, "LTC/USDT");
    expect([found?.status, found?.filled.toFixed(), found?.averagePrice?.toFixed()]).toEqual([
      "closed",
      "0.01",
      "91.937",
    ]);
    const [fill] = await client.listTrades(["LTC/USDT"], marketMs(1700137472000));
    expect(fill).toMatchObject({
      venueTradeId: "3607194733924353",
      liquidity: "taker",
      at: 1700137473000,
      fee: { asset: "USDT" },
    });
    expect([fill?.price, fill?.amount, fill?.fee.amount].map((one) => one?.toFixed())).toEqual([
      "72.8",
      "0.010055",
      "0.000732004",
    ]);
    play("/api/v1/accounts", casesOf("kucoin", "response", "fetchBalance")[0]?.httpResponse);
    expect((await client.listBalances()).map(({ asset, total }) => `${asset} ${total.toFixed()}`)).toEqual([
      "USDT 40.12618754",
      "LTC 0.171021",
    ]);
    await client.close();
    const open = await data("kucoin");
    play(
      "/api/v1/market/candles",
      caseOf("kucoin", "response", "fetchOHLCV", "BTC/USDT", "1h", 1706628191000, 3).httpResponse,
    );
    const candles = await open.candles("BTC/USDT", "1h", marketMs(1706628191000), 3);
    const asked = caseOf("kucoin", "request", "fetchOHLCV", "BTC/USDT", "1h", 1706628191000, 3);
    expect(sent("/api/v1/market/candles")).toEqual(recorded(asked.url ?? ""));
    expect(
      candles?.map((one) => [one.openAt, one.high.toFixed(), one.low.toFixed(), one.close.toFixed()]),
    ).toEqual([
      [1706630400000, "43521.9", "43222.8", "43501"],
      [1706634000000, "43598.9", "43305.2", "43396.4"],
      [1706637600000, "43491.9", "43285.2", "43369.4"],
    ]);
    await open.close();
  });

  it("Luno: limit orders are sent as recorded but for our id; ticker and trades are read", async () => {
    const client = await account("luno");
    play("/api/1/postorder", { order_id: "BXMC2CJ7HNB88U4" });
    const wanted = {
      symbol: "BTC/USDT",
      base: "BTC",
      type: "limit",
      amount: toDecimal("1"),
      limitPrice: toDecimal("30000"),
    } as const;
    expect(await client.createOrder(order("luno", wanted))).toMatchObject({
      venueOrderId: "BXMC2CJ7HNB88U4",
    });
    const limit = caseOf("luno", "request", "createOrder", "BTC/USDT", "limit", "buy", 1, 30000);
    expect(sent("/api/1/postorder", "client_order_id")).toEqual(recorded(limit.url ?? ""));
    expect(sent("/api/1/postorder").client_order_id).toBe(CLIENT_ID);
    await client.close();
    const open = await data("luno");
    play("/api/1/trades", casesOf("luno", "response", "fetchTrades")[0]?.httpResponse);
    const [trade] = await open.trades("BTC/USDT", null, 1);
    expect(trade).toMatchObject({ id: "26963", at: 1710325156438, side: "buy" });
    expect([trade?.price.toFixed(), trade?.amount.toFixed()]).toEqual(["73998.98", "0.0008"]);
    play("/api/1/tickers", { tickers: [casesOf("luno", "response", "fetchTicker")[0]?.httpResponse] });
    const [tick] = await open.tickers(["BTC/USDT"]);
    expect([tick?.at, tick?.bid.toFixed(), tick?.ask.toFixed()]).toEqual([
      1710328244969,
      "72617.38",
      "73998.97",
    ]);
    await open.close();
  });
});
