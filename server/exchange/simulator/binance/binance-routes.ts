import { textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Answer, ok, type Route, type RoutedCall } from "@/server/exchange/simulator/http/wire";
import { marketMs } from "@/server/kernel/clock";
import { type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { missing, noSymbol, problem } from "./binance-errors";
import { binanceOrders } from "./binance-orders";
import { eight, kline, levels, pairOf, symbolInfo, ticker24h } from "./binance-shapes";

const LIMIT_MOST = 1_000;

/** Everything Binance can be asked here. */
export function binanceRoutes(desk: Desk): readonly Route[] {
  const symbols = new Map(desk.prices.markets.map(({ symbol }) => [pairOf(symbol), symbol]));
  const symbolOf = (pair: unknown): string | null => symbols.get(textOf(pair) ?? "") ?? null;
  return [...publicRoutes(desk, symbolOf), ...accountRoutes(desk, symbolOf), ...emptyRoutes];
}

type SymbolOf = (pair: unknown) => string | null;
const open = (
  path: string,
  weight: number,
  run: (request: RoutedCall) => Answer,
  kind: Route["kind"] = "public",
): Route => ({
  method: "GET",
  path,
  kind,
  weight,
  right: null,
  run,
});

function publicRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const shownOf = (request: RoutedCall): Shown | null => {
    const symbol = symbolOf(request.fields.symbol);
    return symbol === null ? null : desk.look(symbol);
  };
  return [
    open("/api/v3/ping", 1, () => ok({})),
    open("/api/v3/time", 1, () => ok({ serverTime: desk.serverTime() }), "time"),
    open("/sapi/v1/system/status", 1, () => ok({ status: 0, msg: "normal" })),
    open("/api/v3/exchangeInfo", 20, () =>
      ok({
        timezone: "UTC",
        serverTime: desk.serverTime(),
        rateLimits: [
          { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
          { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100 },
          { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 200_000 },
        ],
        exchangeFilters: [],
        symbols: desk.listed().map(symbolInfo),
      }),
    ),
    open("/api/v3/ticker/24hr", 2, (request) => {
      const named = namedSymbols(request, symbolOf);
      if (named === null) return noSymbol();
      if (named !== "all" && request.fields.symbol !== undefined) {
        const shown = shownOf(request);
        return shown ? ok(ticker24h(desk, shown)) : noSymbol();
      }
      const wanted = named === "all" ? desk.prices.markets.map(({ symbol }) => symbol) : named;
      return ok(
        wanted.flatMap((symbol) => {
          const shown = desk.look(symbol);
          return shown ? [ticker24h(desk, shown)] : [];
        }),
      );
    }),
    open("/api/v3/ticker/bookTicker", 2, (request) => {
      const one = (shown: Shown) => {
        const { bidPrice, bidQty, askPrice, askQty } = ticker24h(desk, shown);
        return { symbol: pairOf(shown.symbol), bidPrice, bidQty, askPrice, askQty };
      };
      if (request.fields.symbol !== undefined) {
        const shown = shownOf(request);
        return shown ? ok(one(shown)) : noSymbol();
      }
      return ok(desk.prices.markets.flatMap(({ symbol }) => desk.look(symbol) ?? []).map(one));
    }),
    open("/api/v3/ticker/price", 2, (request) => {
      const one = (shown: Shown) => ({ symbol: pairOf(shown.symbol), price: eight(shown.view.quote.last) });
      if (request.fields.symbol !== undefined) {
        const shown = shownOf(request);
        return shown ? ok(one(shown)) : noSymbol();
      }
      return ok(desk.prices.markets.flatMap(({ symbol }) => desk.look(symbol) ?? []).map(one));
    }),
    open("/api/v3/depth", 5, (request) => {
      const shown = shownOf(request);
      if (!shown) return noSymbol();
      const most = wholeOf(request.fields.limit) ?? 100;
      const { bids, asks } = shown.view.book;
      return ok({ lastUpdateId: shown.sequence, bids: levels(bids, most), asks: levels(asks, most) });
    }),
    ...tapeRoutes(desk, symbolOf),
  ];
}

function tapeRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  return [
    open("/api/v3/klines", 2, (request) => {
      const symbol = symbolOf(request.fields.symbol);
      if (symbol === null) return noSymbol();
      const timeframe = textOf(request.fields.interval) as Timeframe | undefined;
      if (timeframe === undefined) return missing("interval");
      if (!timeframes.includes(timeframe)) return problem(-1120, "Invalid interval.");
      const limit = Math.min(wholeOf(request.fields.limit) ?? 500, LIMIT_MOST);
      const until = wholeOf(request.fields.endTime);
      const candles = desk
        .candles(symbol, timeframe, wholeOf(request.fields.startTime), limit)
        .filter(({ openAt }) => until === null || openAt <= until);
      return ok(candles.map((candle) => kline(candle, timeframeMs(timeframe))));
    }),
    open("/api/v3/trades", 25, (request) => {
      const symbol = symbolOf(request.fields.symbol);
      if (symbol === null) return noSymbol();
      return ok(
        newest(desk, symbol, wholeOf(request.fields.limit)).map((print) => ({
          id: Number.parseInt(print.id, 10),
          price: eight(print.price),
          qty: eight(print.amount),
          quoteQty: eight(print.price.times(print.amount)),
          time: print.at,
          isBuyerMaker: print.side === "sell",
          isBestMatch: true,
        })),
      );
    }),
    open("/api/v3/aggTrades", 4, (request) => {
      const symbol = symbolOf(request.fields.symbol);
      if (symbol === null) return noSymbol();
      const limit = Math.min(wholeOf(request.fields.limit) ?? 500, LIMIT_MOST);
      const [from, until] = [wholeOf(request.fields.startTime), wholeOf(request.fields.endTime)];
      const now = desk.clocks.market();
      const prints =
        from === null
          ? newest(desk, symbol, limit)
          : desk.prices
              .prints(
                symbol,
                marketMs(from - 1),
                marketMs(Math.min(until ?? from + 3_600_000, now)),
                LIMIT_MOST * 10,
              )
              .slice(0, limit);
      return ok(
        prints.map((print) => ({
          a: Number.parseInt(print.id, 10),
          p: eight(print.price),
          q: eight(print.amount),
          f: Number.parseInt(print.id, 10),
          l: Number.parseInt(print.id, 10),
          T: print.at,
          m: print.side === "sell",
          M: true,
        })),
      );
    }),
  ];
}

const newest = (desk: Desk, symbol: string, limit: number | null) =>
  desk.prices.prints(symbol, marketMs(0), desk.clocks.market(), Math.min(limit ?? 500, LIMIT_MOST));

/** The markets that `symbol` or `symbols` name; null where one of them is none. */
function namedSymbols(request: RoutedCall, symbolOf: SymbolOf): readonly string[] | "all" | null {
  const { symbol, symbols } = request.fields;
  if (symbol === undefined && symbols === undefined) return "all";
  const pairs = symbol !== undefined ? [symbol] : (readList(symbols) ?? []);
  const named = pairs.flatMap((pair) => symbolOf(pair) ?? []);
  return named.length === pairs.length && named.length > 0 ? named : null;
}

function readList(value: unknown): readonly unknown[] | null {
  try {
    const list: unknown = JSON.parse(textOf(value) ?? "");
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function accountRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const orders = binanceOrders(desk, symbolOf);
  const own = (
    method: string,
    path: string,
    kind: Route["kind"],
    weight: number,
    run: Route["run"],
    right: Route["right"] = "read",
  ): Route => ({ method, path, kind, weight, right, run });
  return [
    own("POST", "/api/v3/order", "create", 1, (request) => orders.create(request, false), "trade"),
    own("POST", "/api/v3/order/test", "query", 1, (request) => orders.create(request, true), "trade"),
    own("DELETE", "/api/v3/order", "cancel", 1, orders.cancel, "trade"),
    own("GET", "/api/v3/order", "query", 4, orders.query),
    own("GET", "/api/v3/openOrders", "query", 6, orders.open),
    own("GET", "/api/v3/allOrders", "query", 20, orders.all),
    own("GET", "/api/v3/myTrades", "trades", 20, orders.trades),
    own("GET", "/api/v3/account", "balance", 20, (request) => ok(accountOf(desk, request))),
    own("GET", "/sapi/v1/asset/tradeFee", "query", 1, (request) => {
      const symbol = symbolOf(request.fields.symbol);
      if (request.fields.symbol !== undefined && symbol === null) return noSymbol();
      return ok(
        desk.prices.markets
          .filter((rules) => symbol === null || rules.symbol === symbol)
          .map((rules) => ({
            symbol: pairOf(rules.symbol),
            makerCommission: rules.makerFee.toFixed(),
            takerCommission: rules.takerFee.toFixed(),
          })),
      );
    }),
    own("GET", "/sapi/v1/account/apiRestrictions", "key", 1, ({ key }) =>
      ok({
        ipRestrict: key !== null && key.addresses !== null,
        createTime: key?.createdAt ?? 0,
        enableReading: key?.rights.read ?? false,
        enableSpotAndMarginTrading: key?.rights.trade ?? false,
        enableWithdrawals: key?.rights.withdraw ?? false,
        enableInternalTransfer: false,
        enableMargin: false,
        enableFutures: false,
        permitsUniversalTransfer: false,
        enableVanillaOptions: false,
        enableFixApiTrade: false,
        enableFixReadOnly: false,
        enablePortfolioMarginTrading: false,
        ...(key?.expiresAt ? { tradingAuthorityExpirationTime: key.expiresAt } : {}),
      }),
    ),
    own("GET", "/sapi/v1/capital/config/getall", "public", 10, () =>
      ok(
        [...new Set(desk.prices.markets.flatMap(({ base, quote }) => [base, quote]))].map((coin) => ({
          coin,
          depositAllEnable: true,
          withdrawAllEnable: true,
          name: coin,
          free: "0",
          locked: "0",
          isLegalMoney: false,
          trading: true,
          networkList: [],
        })),
      ),
    ),
  ];
}

const accountOf = (desk: Desk, { account, key }: RoutedCall) => ({
  makerCommission: 10,
  takerCommission: 10,
  buyerCommission: 0,
  sellerCommission: 0,
  commissionRates: { maker: "0.00100000", taker: "0.00100000", buyer: "0.00000000", seller: "0.00000000" },
  canTrade: key?.rights.trade ?? false,
  canWithdraw: key?.rights.withdraw ?? false,
  canDeposit: true,
  brokered: false,
  requireSelfTradePrevention: false,
  preventSor: false,
  updateTime: desk.clocks.market(),
  accountType: "SPOT",
  balances: desk.engine.holdings
    .of(account)
    .map(([asset, { free, used }]) => ({ asset, free: eight(free), locked: eight(used) })),
  permissions: ["SPOT"],
  uid: 354937868,
});

/** What belongs to other products of the exchange: there, and empty. */
const emptyRoutes: readonly Route[] = [
  open("/fapi/v1/exchangeInfo", 1, () => ok({ symbols: [] })),
  open("/dapi/v1/exchangeInfo", 1, () => ok({ symbols: [] })),
  open("/eapi/v1/exchangeInfo", 1, () => ok({ optionSymbols: [] })),
  open("/sapi/v1/margin/allPairs", 1, () => ok([])),
  open("/sapi/v1/margin/isolated/allPairs", 1, () => ok([])),
];
