import type { SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Decimal, sumOf, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";
import { altname, assetId, wsname } from "./kraken-names";

export const eight = (value: Decimal): string => value.toFixed(8);
export const decimalsOf = (step: Decimal): number => step.decimalPlaces();
const seconds = (ms: number): number => ms / 1_000;

export const assetPair = (rules: MarketRules & { readonly active: boolean }) => ({
  altname: altname(rules.symbol),
  wsname: wsname(rules.symbol),
  aclass_base: "currency",
  base: assetId(rules.base),
  aclass_quote: "currency",
  quote: assetId(rules.quote),
  lot: "unit",
  cost_decimals: 5,
  pair_decimals: decimalsOf(rules.tickSize),
  lot_decimals: decimalsOf(rules.lotSize),
  lot_multiplier: 1,
  leverage_buy: [],
  leverage_sell: [],
  fees: [[0, Number(rules.takerFee.times(100).toFixed())]],
  fees_maker: [[0, Number(rules.makerFee.times(100).toFixed())]],
  fee_volume_currency: "ZUSD",
  margin_call: 80,
  margin_stop: 40,
  ordermin: rules.minAmount.toFixed(),
  costmin: rules.minNotional.toFixed(),
  tick_size: rules.tickSize.toFixed(),
  status: rules.active ? "online" : "cancel_only",
});

export function tickerOf(desk: Desk, { symbol, view }: Shown) {
  const { quote, book } = view;
  const day = desk.day(symbol);
  const of = (price: Decimal): string => price.toFixed(5);
  const twice = (text: string) => [text, text];
  const best = (level: BookLevel | undefined, price: Decimal) => [
    of(price),
    "1",
    (level?.amount ?? ZERO).toFixed(3),
  ];
  return {
    a: best(book.asks[0], quote.ask),
    b: best(book.bids[0], quote.bid),
    c: [of(quote.last), eight(book.bids[0]?.amount ?? ZERO)],
    v: twice(eight(day?.volume ?? ZERO)),
    p: twice(of(quote.last)),
    t: [6_405, 21_103],
    l: twice(of(day?.low ?? quote.last)),
    h: twice(of(day?.high ?? quote.last)),
    o: of(day?.open ?? quote.last),
  };
}

export const ohlcRow = (candle: Candle) => [
  seconds(candle.openAt),
  candle.open.toFixed(),
  candle.high.toFixed(),
  candle.low.toFixed(),
  candle.close.toFixed(),
  candle.open.plus(candle.close).div(2).toDecimalPlaces(8).toFixed(),
  eight(candle.volume),
  60,
];

const WORDS: Readonly<Record<string, string>> = {
  "stop-loss": "stop loss",
  "stop-loss-limit": "stop loss",
  "take-profit": "take profit",
  "take-profit-limit": "take profit",
};

/** The exchange's own sentence of an order: clients read side, amount and price out of it. */
export function orderText(order: SimOrder): string {
  const type = order.note.ordertype ?? "market";
  const amount = eight(order.amount ?? order.cost ?? ZERO);
  const at = WORDS[type];
  const price = order.price?.toFixed() ?? "";
  const how = at
    ? `${at} ${order.stop?.price.toFixed()}${order.price ? ` -> limit ${price}` : ""}`
    : `${type}${order.price ? ` ${price}` : ""}`;
  return `${order.side} ${amount} ${altname(order.symbol)} @ ${how}`;
}

export const statusOf = (order: SimOrder): string =>
  ({ open: "open", filled: "closed", cancelled: "canceled", expired: "canceled", rejected: "canceled" })[
    order.status
  ];

const reasonOf = (order: SimOrder): string | null =>
  order.reason !== "" ? order.reason : order.status === "cancelled" ? "User requested" : null;

const pricesOf = (order: SimOrder) => ({
  price: (order.stop?.price ?? order.price ?? ZERO).toFixed(),
  price2: order.stop ? (order.price ?? ZERO).toFixed() : "0",
});

export function orderOf(order: SimOrder, withTrades: boolean) {
  const average = order.filled.isZero() ? ZERO : order.filledCost.div(order.filled).toDecimalPlaces(8);
  return {
    refid: null,
    userref: Number(order.note.userref ?? "0"),
    ...(order.clientId === null ? {} : { cl_ord_id: order.clientId }),
    status: statusOf(order),
    opentm: seconds(order.createdAt),
    starttm: 0,
    expiretm: 0,
    descr: {
      pair: altname(order.symbol),
      type: order.side,
      ordertype: order.note.ordertype ?? "market",
      ...pricesOf(order),
      leverage: "none",
      order: orderText(order),
      close: "",
    },
    vol: eight(order.amount ?? (order.status === "open" ? (order.cost ?? ZERO) : order.filled)),
    vol_exec: eight(order.filled),
    cost: eight(order.filledCost),
    fee: eight(sumOf(Object.values(order.fees))),
    price: average.toFixed(),
    stopprice: "0.000000",
    limitprice: "0.000000",
    misc: "",
    oflags: order.postOnly ? "post,fciq" : "fciq",
    ...(withTrades && order.tradeIds.length > 0 ? { trades: order.tradeIds } : {}),
    reason: reasonOf(order),
    ...(order.status === "open" ? {} : { closetm: seconds(order.updatedAt) }),
  };
}

export const tradeOf = (trade: SimTrade, order: SimOrder | null) => ({
  ordertxid: trade.orderId,
  postxid: "TKH2SE-M7IF5-CFI7LT",
  pair: altnameOrId(trade.symbol),
  time: seconds(trade.at),
  type: trade.side,
  ordertype: order?.note.ordertype ?? "limit",
  price: trade.price.toFixed(),
  cost: eight(trade.cost),
  fee: eight(trade.fee.amount),
  vol: eight(trade.amount),
  margin: "0.00000",
  leverage: "0",
  misc: "",
  trade_id: trade.number,
  maker: trade.liquidity === "maker",
  ...(trade.clientId === null ? {} : { cl_ord_id: trade.clientId }),
});

const altnameOrId = (symbol: string): string => altname(symbol);
