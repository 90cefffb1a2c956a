import { textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Answer, ok, type Route, type RoutedCall } from "@/server/exchange/simulator/http/wire";
import { marketMs } from "@/server/kernel/clock";
import { timeframeMs, timeframes } from "@/server/market/core/candle";
import { badArguments, noPair } from "./luno-errors";
import { lunoOrders } from "./luno-orders";
import { assetId, candleOf, eight, levelsOf, marketInfo, pairOf, rateText, tickerOf } from "./luno-shapes";

const TOP = 100;
const TRADES_MOST = 100;
const CANDLES_MOST = 1_000;
const ALL = Number.MAX_SAFE_INTEGER;
const DAY_MS = 86_400_000;
const DURATIONS = [60, 300, 900, 1_800, 3_600, 14_400, 86_400];

type SymbolOf = (pair: unknown) => string | null;

/** Everything Luno can be asked here. */
export function lunoRoutes(desk: Desk): readonly Route[] {
  const symbols = new Map(desk.prices.markets.map(({ symbol }) => [pairOf(symbol), symbol]));
  const symbolOf: SymbolOf = (pair) => symbols.get(textOf(pair) ?? "") ?? null;
  return [...publicRoutes(desk, symbolOf), ...accountRoutes(desk, symbolOf)];
}

const open = (path: string, run: Route["run"]): Route => ({
  method: "GET",
  path: `/api/${path}`,
  kind: "public",
  weight: 0,
  right: null,
  run,
});

function publicRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const withMarket =
    (of: (shown: Shown, request: RoutedCall) => Answer) =>
    (request: RoutedCall): Answer => {
      const symbol = symbolOf(request.fields.pair);
      const shown = symbol === null ? null : desk.look(symbol);
      return shown ? of(shown, request) : noPair();
    };
  const book = (most: number) =>
    withMarket(({ view }) =>
      ok({
        timestamp: view.book.at,
        bids: levelsOf(view.book.bids, most),
        asks: levelsOf(view.book.asks, most),
      }),
    );
  return [
    open("exchange/1/markets", () => ok({ markets: desk.listed().map(marketInfo) })),
    open(
      "1/ticker",
      withMarket((shown) => ok(tickerOf(desk, shown))),
    ),
    open("1/tickers", () => {
      const shown = desk.prices.markets.flatMap(({ symbol }) => desk.look(symbol) ?? []);
      return ok({ tickers: shown.map((each) => tickerOf(desk, each)) });
    }),
    open("1/orderbook", book(ALL)),
    open("1/orderbook_top", book(TOP)),
    open(
      "1/trades",
      withMarket(({ symbol }, { fields }) => {
        const now = desk.clocks.market();
        const since = wholeOf(fields.since);
        if (since !== null && since < now - DAY_MS) return badArguments("since is more than 24 hours ago");
        const prints = desk.prices.prints(symbol, marketMs((since ?? now - DAY_MS) - 1), now, TRADES_MOST);
        return ok({
          trades: prints.toReversed().map(({ id, at, price, amount, side }) => ({
            sequence: Number(id),
            timestamp: at,
            price: eight(price),
            volume: eight(amount),
            is_buy: side === "buy",
          })),
        });
      }),
    ),
  ];
}

function accountRoutes(desk: Desk, symbolOf: SymbolOf): readonly Route[] {
  const orders = lunoOrders(desk, symbolOf);
  const own = (
    method: string,
    path: string,
    kind: Route["kind"],
    run: Route["run"],
    right: Route["right"] = "read",
  ): Route => ({ method, path: `/api/${path}`, kind, weight: 1, right, run });
  return [
    own("POST", "1/marketorder", "create", orders.market, "trade"),
    own("POST", "1/postorder", "create", orders.limit, "trade"),
    own("POST", "1/stoporder", "cancel", orders.stop, "trade"),
    own("GET", "1/orders/:id", "query", orders.one),
    own("GET", "exchange/3/order", "query", orders.oneV3),
    own("GET", "1/listorders", "query", orders.list),
    own("GET", "exchange/2/listorders", "query", orders.listV2),
    own("GET", "1/listtrades", "trades", orders.trades),
    own("GET", "1/balance", "balance", ({ account }) =>
      ok({
        balance: desk.engine.holdings.of(account).map(([asset, { free, used }], index) => ({
          account_id: String(index + 1),
          asset: assetId(asset),
          balance: eight(free.plus(used)),
          reserved: eight(used),
          unconfirmed: "0.00",
          name: "",
        })),
      }),
    ),
    own("GET", "1/fee_info", "query", ({ fields }) => {
      const rules = desk.rulesOf(symbolOf(fields.pair) ?? "");
      if (!rules) return noPair();
      const { makerFee, takerFee } = rules;
      return ok({
        maker_fee: rateText(makerFee),
        taker_fee: rateText(takerFee),
        thirty_day_volume: "0",
      });
    }),
    own("GET", "1/send/networks", "public", () => ok({ networks: [] })),
    own("GET", "exchange/1/candles", "public", ({ fields }) => candles(desk, symbolOf, fields)),
  ];
}

function candles(desk: Desk, symbolOf: SymbolOf, fields: RoutedCall["fields"]): Answer {
  const symbol = symbolOf(fields.pair);
  if (symbol === null) return noPair();
  const [duration, since] = [wholeOf(fields.duration), wholeOf(fields.since)];
  const timeframe = timeframes.find((each) => timeframeMs(each) === (duration ?? 0) * 1_000);
  if (!timeframe || !DURATIONS.includes(duration ?? 0)) return badArguments("Invalid duration.");
  if (since === null) return badArguments("since is required.");
  const rows = desk.candles(symbol, timeframe, since, CANDLES_MOST).map(candleOf);
  return ok({ candles: rows, duration, pair: pairOf(symbol) });
}
