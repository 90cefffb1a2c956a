import { textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Answer, ok, type Route, type RoutedCall } from "@/server/exchange/simulator/http/wire";
import { marketMs } from "@/server/kernel/clock";
import { timeframeMs, timeframes } from "@/server/market/core/candle";
import { failure, noPair } from "./valr-errors";
import { page, valrOrders } from "./valr-orders";
import {
  balanceShape,
  bookOf,
  bucketOf,
  currencyInfo,
  iso,
  pairInfo,
  pairOf,
  printOf,
  summaryOf,
} from "./valr-shapes";

const PAGE_MOST = 100;
/** How far back public trades can be paged through. */
const TRADES_KEPT = 10_000;

type SymbolOf = (pair: unknown) => string | null;

/** Everything VALR can be asked here. */
export function valrRoutes(desk: Desk): readonly Route[] {
  const symbols = new Map(desk.prices.markets.map(({ symbol }) => [pairOf(symbol), symbol]));
  const symbolOf: SymbolOf = (pair) => symbols.get(textOf(pair) ?? "") ?? null;
  return [...publicRoutes(desk, symbolOf), ...accountRoutes(desk, symbolOf)];
}

const open = (path: string, run: Route["run"], kind: Route["kind"] = "public"): Route => ({
  method: "GET",
  path: `/v1/public/${path}`,
  kind,
  weight: 1,
  right: null,
  run,
});

function publicRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const withMarket =
    (of: (shown: Shown, request: RoutedCall) => Answer) =>
    (request: RoutedCall): Answer => {
      const symbol = symbolOf(request.parts.pair);
      const shown = symbol === null ? null : desk.look(symbol);
      return shown ? of(shown, request) : noPair();
    };
  return [
    open("pairs", () => ok(desk.listed().map(pairInfo))),
    open("currencies", () => {
      const assets = new Set(desk.prices.markets.flatMap(({ base, quote }) => [base, quote]));
      return ok([...assets].map(currencyInfo));
    }),
    open("marketsummary", () =>
      ok(
        desk.prices.markets.flatMap(({ symbol }) => {
          const shown = desk.look(symbol);
          return shown ? [summaryOf(desk, shown)] : [];
        }),
      ),
    ),
    open(
      "time",
      () => {
        const now = desk.serverTime();
        return ok({ epochTime: Math.floor(now / 1_000), time: iso(now) });
      },
      "time",
    ),
    open("status", () => ok({ status: "online" })),
    open(
      ":pair/marketsummary",
      withMarket((shown) => ok(summaryOf(desk, shown))),
    ),
    open(
      ":pair/orderbook",
      withMarket((shown) => ok(bookOf(shown))),
    ),
    open(
      ":pair/trades",
      withMarket(({ symbol }, { fields }) => {
        const skip = wholeOf(fields.skip) ?? 0;
        const most = Math.min(skip + PAGE_MOST, TRADES_KEPT);
        const prints = desk.prices.prints(symbol, marketMs(0), desk.clocks.market(), most).toReversed();
        return ok(page(prints, fields).map((print) => printOf(symbol, print)));
      }),
    ),
    open(
      ":pair/markprice/buckets",
      withMarket(({ symbol }, { fields }) => buckets(desk, symbol, fields)),
    ),
  ];
}

function buckets(desk: Desk, symbol: string, fields: RoutedCall["fields"]): Answer {
  const seconds = wholeOf(fields.periodSeconds) ?? 60;
  const timeframe = timeframes.find((each) => timeframeMs(each) === seconds * 1_000);
  if (!timeframe || timeframe === "3m" || timeframe === "4h")
    return failure(400, -113, `periodSeconds ${seconds} is not supported`);
  const limit = Math.min(wholeOf(fields.limit) ?? PAGE_MOST, PAGE_MOST);
  const [from, until] = [textOf(fields.startTime), textOf(fields.endTime)].map((text) =>
    text === undefined ? null : Date.parse(text),
  );
  const candles = desk
    .candles(symbol, timeframe, from ?? null, limit)
    .filter(({ openAt }) => !until || openAt <= until);
  return ok(candles.toReversed().map((candle) => bucketOf(symbol, seconds, candle)));
}

function accountRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const orders = valrOrders(desk, symbolOf);
  const own = (
    method: string,
    path: string,
    kind: Route["kind"],
    run: Route["run"],
    right: Route["right"] = "read",
  ): Route => ({ method, path: `/v1/${path}`, kind, weight: 1, right, run });
  return [
    own("POST", "orders/market", "create", orders.create("market"), "trade"),
    own("POST", "orders/limit", "create", orders.create("limit"), "trade"),
    own("POST", "orders/stop/limit", "create", orders.create("stop"), "trade"),
    own("DELETE", "orders/order", "cancel", orders.cancel, "trade"),
    own("GET", "orders/open", "query", orders.open),
    own("GET", "orders/history", "query", orders.history),
    own("GET", "orders/history/summary/orderid/:id", "query", orders.summary("id")),
    own("GET", "orders/history/summary/customerorderid/:id", "query", orders.summary("clientId")),
    own("GET", "orders/:pair/orderid/:id", "query", orders.status("id")),
    own("GET", "orders/:pair/customerorderid/:id", "query", orders.status("clientId")),
    own("GET", "account/balances", "balance", ({ account }) =>
      ok(
        desk.engine.holdings
          .of(account)
          .map(([asset, { free, used }]) => balanceShape(asset, free, used, desk.clocks.market())),
      ),
    ),
    own("GET", "account/fees/trade", "query", () =>
      ok(
        desk.prices.markets.map((rules) => ({
          currencyPair: pairOf(rules.symbol),
          makerPercentage: rules.makerFee.times(100).toFixed(),
          takerPercentage: rules.takerFee.times(100).toFixed(),
        })),
      ),
    ),
    own("GET", "account/api-keys/current", "key", ({ key }) =>
      ok({
        label: key?.account,
        permissions: [
          ...(key?.rights.read ? ["View access"] : []),
          ...(key?.rights.trade ? ["Trade"] : []),
          ...(key?.rights.withdraw ? ["Withdraw"] : []),
        ],
        addedAt: iso(key?.createdAt ?? 0),
        isSubAccount: false,
        ...(key?.addresses ? { allowedIpAddressCidr: key.addresses.join(",") } : {}),
        allowedWithdrawAddressList: [],
      }),
    ),
    own("GET", "account/:pair/tradehistory", "trades", orders.trades),
  ];
}
