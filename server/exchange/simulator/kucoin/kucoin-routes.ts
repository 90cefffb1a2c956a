import { textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import type { Answer, Route, RoutedCall } from "@/server/exchange/simulator/http/wire";
import { marketMs } from "@/server/kernel/clock";
import type { Timeframe } from "@/server/market/core/candle";
import { data, failure, noPair } from "./kucoin-errors";
import { activeSymbols, kucoinOrders } from "./kucoin-orders";
import {
  candleOf,
  hfOrderOf,
  levelsOf,
  orderOf,
  pairOf,
  plain,
  sequenceOf,
  statsOf,
  symbolInfo,
} from "./kucoin-shapes";

const CANDLES_MOST = 1_500;
const PRINTS = 100;
const ALL = Number.MAX_SAFE_INTEGER;
const TYPES: Readonly<Record<string, Timeframe>> = {
  "1min": "1m",
  "3min": "3m",
  "5min": "5m",
  "15min": "15m",
  "30min": "30m",
  "1hour": "1h",
  "4hour": "4h",
  "1day": "1d",
};

type SymbolOf = (pair: unknown) => string | null;

/** Everything KuCoin can be asked here; `tokenFor` opens a websocket. */
export function kucoinRoutes(
  desk: Desk,
  tokenFor: (account: string | null, host: string) => unknown,
): readonly Route[] {
  const symbols = new Map(desk.prices.markets.map(({ symbol }) => [pairOf(symbol), symbol]));
  const symbolOf: SymbolOf = (pair) => symbols.get(textOf(pair) ?? "") ?? null;
  const bullet = (right: Route["right"]): Route => ({
    method: "POST",
    path: `/api/v1/bullet-${right === null ? "public" : "private"}`,
    kind: "query",
    weight: 10,
    right,
    run: ({ call, account }) => data(tokenFor(right === null ? null : account, call.headers.host ?? "")),
  });
  return [
    ...publicRoutes(desk, symbolOf),
    ...accountRoutes(desk, symbolOf),
    ...orderRoutes(desk, symbolOf),
    bullet(null),
    bullet("read"),
  ];
}

const open = (path: string, weight: number, run: Route["run"], kind: Route["kind"] = "public"): Route => ({
  method: "GET",
  path: `/api/${path}`,
  kind,
  weight,
  right: null,
  run,
});

function publicRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const withMarket =
    (of: (shown: Shown, request: RoutedCall) => Answer) =>
    (request: RoutedCall): Answer => {
      const symbol = symbolOf(request.fields.symbol);
      const shown = symbol === null ? null : desk.look(symbol);
      return shown ? of(shown, request) : noPair();
    };
  const book = (most: number) =>
    withMarket((shown) =>
      data({
        time: shown.view.book.at,
        sequence: String(sequenceOf(shown)),
        bids: levelsOf(shown.view.book.bids, most),
        asks: levelsOf(shown.view.book.asks, most),
      }),
    );
  return [
    open("v1/timestamp", 3, () => data(desk.serverTime()), "time"),
    open("v1/status", 3, () => data({ status: "open", msg: "" })),
    open("v2/symbols", 4, () => data(desk.listed().map(symbolInfo))),
    open("v3/currencies", 3, () => data(currenciesOf(desk))),
    open("v1/contracts/active", 3, () => data([])),
    open("v1/market/allTickers", 15, () => data(tickersOf(desk))),
    open(
      "v1/market/stats",
      15,
      withMarket((shown) => data(statsOf(desk, shown))),
    ),
    open("v1/market/orderbook/level2_20", 2, book(20)),
    open("v1/market/orderbook/level2_100", 4, book(100)),
    {
      method: "GET",
      path: "/api/v3/market/orderbook/level2",
      kind: "public",
      weight: 3,
      right: "read",
      run: book(ALL),
    },
    open(
      "v1/market/histories",
      3,
      withMarket(({ symbol }) =>
        data(desk.prices.prints(symbol, marketMs(0), desk.clocks.market(), PRINTS).map(printOf)),
      ),
    ),
    open(
      "v1/market/candles",
      3,
      withMarket(({ symbol }, { fields }) => candles(desk, symbol, fields)),
    ),
  ];
}

function tickersOf(desk: Desk) {
  const shown = desk.prices.markets.flatMap(({ symbol }) => desk.look(symbol) ?? []);
  const ticker = shown.map((each) => {
    const { time: _time, ...stats } = statsOf(desk, each);
    const { bids, asks } = each.view.book;
    const sizes = {
      bestBidSize: bids[0] ? plain(bids[0].amount) : "0",
      bestAskSize: asks[0] ? plain(asks[0].amount) : "0",
    };
    return { ...stats, ...sizes, symbolName: stats.symbol };
  });
  return { time: desk.clocks.market(), ticker };
}

const printOf = (print: ReturnType<Desk["prices"]["prints"]>[number]) => ({
  sequence: print.id,
  tradeId: print.id,
  price: plain(print.price),
  size: plain(print.amount),
  side: print.side,
  time: print.at * 1_000_000,
});

function candles(desk: Desk, symbol: string, fields: RoutedCall["fields"]): Answer {
  const timeframe = TYPES[textOf(fields.type) ?? ""];
  if (!timeframe) return failure("400100", "Incorrect candlestick type");
  const [from, until] = [wholeOf(fields.startAt), wholeOf(fields.endAt)];
  const rows = desk
    .candles(symbol, timeframe, from === null || from === 0 ? null : from * 1_000, CANDLES_MOST)
    .filter(({ openAt }) => !until || openAt < until * 1_000);
  return data(rows.toReversed().map(candleOf));
}

function currenciesOf(desk: Desk) {
  const assets = new Set(desk.prices.markets.flatMap(({ base, quote }) => [base, quote]));
  return [...assets].map((currency) => ({
    currency,
    name: currency,
    fullName: currency,
    precision: 8,
    confirms: null,
    contractAddress: null,
    isMarginEnabled: false,
    isDebitEnabled: false,
    chains: [],
  }));
}

const own = (
  method: string,
  path: string,
  kind: Route["kind"],
  run: Route["run"],
  right: Route["right"] = "read",
): Route => ({ method, path: `/api/${path}`, kind, weight: 2, right, run });

function accountRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  return [
    own("GET", "v1/hf/accounts/opened", "query", () => data(true)),
    own("GET", "ua/v1/account/mode", "query", () => data({ selfAccountMode: "CLASSIC" })),
    own("GET", "v3/margin/symbols", "public", () => data({ timestamp: desk.clocks.market(), items: [] })),
    own("GET", "v1/isolated/symbols", "public", () => data([])),
    own("GET", "v1/accounts", "balance", ({ account, fields }) => {
      const type = textOf(fields.type) ?? "trade";
      return data(
        desk.engine.holdings.of(account).map(([currency, { free, used }], index) => ({
          id: `64feeeb6b4f1fb000794${String(index).padStart(4, "0")}`,
          currency,
          type,
          balance: plain(free.plus(used)),
          available: plain(free),
          holds: plain(used),
        })),
      );
    }),
    own("GET", "v1/trade-fees", "query", ({ fields }) => {
      const named = (textOf(fields.symbols) ?? "").split(",").map(symbolOf);
      if (named.includes(null) || named.length > 10) return noPair();
      const rules = named.flatMap((symbol) => desk.rulesOf(symbol ?? "") ?? []);
      return data(
        rules.map((each) => ({
          symbol: pairOf(each.symbol),
          takerFeeRate: plain(each.takerFee),
          makerFeeRate: plain(each.makerFee),
        })),
      );
    }),
    own("GET", "v1/user/api-key", "key", ({ key }) =>
      data({
        remark: key?.account,
        apiKey: key?.apiKey,
        apiVersion: 3,
        permission: [
          ...(key?.rights.read ? ["General"] : []),
          ...(key?.rights.trade ? ["Spot"] : []),
          ...(key?.rights.withdraw ? ["Withdrawal"] : []),
        ].join(","),
        ipWhitelist: key?.addresses?.join(",") ?? "",
        isMaster: true,
        createdAt: key?.createdAt ?? 0,
      }),
    ),
  ];
}

function orderRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const orders = kucoinOrders(desk, symbolOf);
  const cancel = orders.cancel("orders");
  return [
    own("POST", "v1/hf/orders", "create", orders.create("orders"), "trade"),
    own("POST", "v1/hf/orders/sync", "create", orders.create("orders"), "trade"),
    own("POST", "v1/orders", "create", orders.create("orders"), "trade"),
    own("POST", "v1/stop-order", "create", orders.create("stops"), "trade"),
    own("DELETE", "v1/hf/orders/client-order/:clientOid", "cancel", cancel, "trade"),
    own("DELETE", "v1/hf/orders/:orderId", "cancel", cancel, "trade"),
    own("DELETE", "v1/order/client-order/:clientOid", "cancel", cancel, "trade"),
    own("DELETE", "v1/orders/:orderId", "cancel", cancel, "trade"),
    own("DELETE", "v1/stop-order/cancelOrderByClientOid", "cancel", orders.cancel("stops"), "trade"),
    own("DELETE", "v1/stop-order/:orderId", "cancel", orders.cancel("stops"), "trade"),
    own("GET", "v1/hf/orders/active", "query", orders.active),
    own("GET", "v1/hf/orders/active/symbols", "query", activeSymbols(desk)),
    own("GET", "v1/hf/orders/done", "query", orders.done),
    own("GET", "v1/hf/orders/client-order/:clientOid", "query", orders.one(hfOrderOf)),
    own("GET", "v1/hf/orders/:orderId", "query", orders.one(hfOrderOf)),
    own("GET", "v1/orders", "query", orders.old),
    own("GET", "v1/order/client-order/:clientOid", "query", orders.one(orderOf)),
    own("GET", "v1/orders/:orderId", "query", orders.one(orderOf)),
    own("GET", "v1/stop-order", "query", orders.stops),
    own("GET", "v1/stop-order/queryOrderByClientOid", "query", orders.stopOne),
    own("GET", "v1/stop-order/:orderId", "query", orders.stopOne),
    own("GET", "v1/hf/fills", "trades", orders.fills(true)),
    own("GET", "v1/fills", "trades", orders.fills(false)),
  ];
}
