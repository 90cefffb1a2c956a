import { textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { Desk } from "@/server/exchange/simulator/desk";
import type { Answer, Route, RoutedCall } from "@/server/exchange/simulator/http/wire";
import { marketMs } from "@/server/kernel/clock";
import { type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { failed, result } from "./kraken-errors";
import { altAsset, assetId, pairId, pairReader } from "./kraken-names";
import { krakenOrders } from "./kraken-orders";
import { assetPair, eight, ohlcRow, tickerOf } from "./kraken-shapes";

const CANDLES_MOST = 720;
const TRADES_MOST = 1_000;
const NANOSECONDS = 1_000_000;
const NOT_LISTED = "EQuery:Unknown asset pair";

type SymbolOf = (pair: unknown) => string | null;

/** Everything Kraken can be asked here; `tokens` are what its private streams are opened with. */
export function krakenRoutes(desk: Desk, tokens: Map<string, string>): readonly Route[] {
  const symbolOf = pairReader(desk.prices.markets.map(({ symbol }) => symbol));
  return [...publicRoutes(desk, symbolOf), ...privateRoutes(desk, symbolOf, tokens)];
}

const open = (name: string, run: (request: RoutedCall) => Answer, kind: Route["kind"] = "public"): Route => ({
  method: "GET",
  path: `/0/public/${name}`,
  kind,
  weight: 0,
  right: null,
  run,
});

function publicRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  return [
    open(
      "Time",
      () => {
        const now = desk.serverTime();
        return result({ unixtime: Math.floor(now / 1_000), rfc1123: new Date(now).toUTCString() });
      },
      "time",
    ),
    open("SystemStatus", () =>
      result({ status: "online", timestamp: new Date(desk.clocks.wall()).toISOString() }),
    ),
    open("Assets", () => result(assetsOf(desk))),
    open("AssetPairs", () =>
      result(Object.fromEntries(desk.listed().map((rules) => [pairId(rules.symbol), assetPair(rules)]))),
    ),
    open("Ticker", ({ fields }) => {
      const names = textOf(fields.pair)?.split(",");
      const symbols = names ? names.map(symbolOf) : desk.prices.markets.map(({ symbol }) => symbol);
      const shown = symbols.map((symbol) => (symbol === null ? null : desk.look(symbol)));
      if (shown.includes(null)) return failed(NOT_LISTED);
      return result(
        Object.fromEntries(
          shown.flatMap((each) => (each ? [[pairId(each.symbol), tickerOf(desk, each)]] : [])),
        ),
      );
    }),
    open("OHLC", ({ fields }) => ohlc(desk, symbolOf, fields)),
    open("Depth", ({ fields }) => {
      const symbol = symbolOf(fields.pair);
      const shown = symbol === null ? null : desk.look(symbol);
      if (!symbol || !shown) return failed(NOT_LISTED);
      const most = wholeOf(fields.count) ?? 100;
      const side = (levels: (typeof shown.view.book)["bids"]) =>
        levels
          .slice(0, most)
          .map(({ price, amount }) => [
            price.toFixed(5),
            amount.toFixed(3),
            Math.floor(shown.view.book.at / 1_000),
          ]);
      const { asks, bids } = shown.view.book;
      return result({ [pairId(symbol)]: { asks: side(asks), bids: side(bids) } });
    }),
    open("Trades", ({ fields }) => trades(desk, symbolOf, fields)),
  ];
}

function ohlc(desk: Desk, symbolOf: SymbolOf, fields: RoutedCall["fields"]): Answer {
  const symbol = symbolOf(fields.pair);
  if (symbol === null) return failed(NOT_LISTED);
  const minutes = wholeOf(fields.interval) ?? 1;
  const timeframe = timeframes.find((each) => timeframeMs(each) === minutes * 60_000 && each !== "3m") as
    | Timeframe
    | undefined;
  if (!timeframe) return failed("EGeneral:Invalid arguments:interval");
  // however far back somebody asks: the newest ones only
  const since = (wholeOf(fields.since) ?? 0) * 1_000;
  const rows = desk
    .candles(symbol, timeframe, null, CANDLES_MOST)
    .filter(({ openAt }) => openAt > since)
    .map(ohlcRow);
  return result({ [pairId(symbol)]: rows, last: rows.at(-2)?.[0] ?? rows.at(-1)?.[0] ?? 0 });
}

function trades(desk: Desk, symbolOf: SymbolOf, fields: RoutedCall["fields"]): Answer {
  const symbol = symbolOf(fields.pair);
  if (symbol === null) return failed(NOT_LISTED);
  const since = textOf(fields.since);
  const limit = Math.min(wholeOf(fields.count) ?? TRADES_MOST, TRADES_MOST);
  const now = desk.clocks.market();
  // seconds by some clients, nanoseconds as the exchange tells them
  const from =
    since === undefined ? null : since.length > 13 ? Number(since) / NANOSECONDS : Number(since) * 1_000;
  const prints =
    from === null
      ? desk.prices.prints(symbol, marketMs(0), now, limit)
      : desk.prices.prints(symbol, marketMs(Math.floor(from)), now, TRADES_MOST * 100).slice(0, limit);
  const rows = prints.map(({ id, at, price, amount, side }) => [
    price.toFixed(5),
    eight(amount),
    at / 1_000,
    side === "buy" ? "b" : "s",
    "l",
    "",
    Number(id),
  ]);
  const last = prints.at(-1)?.at ?? now;
  return result({ [pairId(symbol)]: rows, last: `${last}000000` });
}

function assetsOf(desk: Desk) {
  const names = new Set(desk.prices.markets.flatMap(({ base, quote }) => [base, quote]));
  return Object.fromEntries(
    [...names].map((asset) => [
      assetId(asset),
      {
        aclass: "currency",
        altname: altAsset(asset),
        decimals: 10,
        display_decimals: 5,
        status: "enabled",
      },
    ]),
  );
}

function privateRoutes(desk: Desk, symbolOf: SymbolOf, tokens: Map<string, string>): readonly Route[] {
  const orders = krakenOrders(desk, symbolOf);
  const own = (
    name: string,
    kind: Route["kind"],
    weight: number,
    run: Route["run"],
    right: Route["right"] = "read",
  ): Route => ({ method: "POST", path: `/0/private/${name}`, kind, weight, right, run });
  const balances = ({ account }: RoutedCall) => desk.engine.holdings.of(account);
  return [
    own("AddOrder", "create", 0, orders.add, "trade"),
    own("CancelOrder", "cancel", 0, orders.cancel, "trade"),
    own("OpenOrders", "query", 1, orders.open),
    own("ClosedOrders", "query", 1, orders.closed),
    own("QueryOrders", "query", 1, orders.query),
    own("TradesHistory", "trades", 2, orders.history),
    own("QueryTrades", "trades", 1, orders.trades),
    own("Balance", "balance", 1, (request) =>
      result(
        Object.fromEntries(
          balances(request).map(([asset, { free, used }]) => [assetId(asset), free.plus(used).toFixed(10)]),
        ),
      ),
    ),
    own("BalanceEx", "balance", 1, (request) =>
      result(
        Object.fromEntries(
          balances(request).map(([asset, { free, used }]) => [
            assetId(asset),
            { balance: free.plus(used).toFixed(10), hold_trade: used.toFixed(10) },
          ]),
        ),
      ),
    ),
    own("TradeVolume", "query", 1, ({ fields }) => {
      const symbols = (textOf(fields.pair) ?? "").split(",").filter(Boolean).map(symbolOf);
      return symbols.includes(null) ? failed(NOT_LISTED) : result(volumeOf(desk, symbols));
    }),
    own("GetApiKeyInfo", "key", 1, ({ key }) => result(key ? keyInfoOf(key) : {})),
    own("GetWebSocketsToken", "query", 1, ({ account }) => {
      const token = `token-${tokens.size + 1}-${desk.clocks.wall()}`;
      tokens.set(token, account);
      return result({ token, expires: 900 });
    }),
  ];
}

function volumeOf(desk: Desk, symbols: readonly (string | null)[]) {
  const rules = desk.prices.markets.filter(({ symbol }) => symbols.includes(symbol));
  const fee = (rate: { times: (by: number) => { toFixed: (digits: number) => string } }) => ({
    fee: rate.times(100).toFixed(4),
    minfee: "0.0000",
    maxfee: rate.times(100).toFixed(4),
    nextfee: null,
    nextvolume: null,
    tiervolume: "0.0000",
  });
  return {
    currency: "ZUSD",
    volume: "0.0000",
    fees: Object.fromEntries(rules.map((each) => [pairId(each.symbol), fee(each.takerFee)])),
    fees_maker: Object.fromEntries(rules.map((each) => [pairId(each.symbol), fee(each.makerFee)])),
  };
}

const keyInfoOf = (key: NonNullable<RoutedCall["key"]>) => ({
  apiKeyName: key.account,
  apiKey: key.apiKey,
  nonce: "0",
  nonceWindow: 0,
  permissions: [
    ...(key.rights.read ? ["query-funds", "query-open-trades", "query-closed-trades", "query-ledger"] : []),
    ...(key.rights.trade ? ["modify-trades", "close-trades"] : []),
    ...(key.rights.withdraw ? ["withdraw-funds"] : []),
  ],
  iban: "AA00 N84G 0000 0000",
  validUntil: String(Math.floor((key.expiresAt ?? 0) / 1_000)),
  queryFrom: "0",
  queryTo: "0",
  createdTime: String(Math.floor(key.createdAt / 1_000)),
  modifiedTime: String(Math.floor(key.createdAt / 1_000)),
  ipAllowlist: key.addresses ?? [],
  lastUsed: "0",
});
