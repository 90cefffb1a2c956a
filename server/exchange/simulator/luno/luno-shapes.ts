import type { SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Decimal, ONE, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";

export const assetId = (asset: string): string => (asset === "BTC" ? "XBT" : asset);
export const pairOf = (symbol: string): string => symbol.split("/").map(assetId).join("");
export const eight = (value: Decimal): string => value.toFixed(8);

/** How many digits after the point a step leaves: 0.01 is 2. */
const scaleOf = (step: Decimal): number => Math.max(0, step.decimalPlaces());

export const marketInfo = (rules: MarketRules & { readonly active: boolean }) => ({
  market_id: pairOf(rules.symbol),
  trading_status: rules.active ? "ACTIVE" : "SUSPENDED",
  base_currency: assetId(rules.base),
  counter_currency: assetId(rules.quote),
  min_volume: rules.minAmount.toFixed(),
  max_volume: "1000000.00",
  volume_scale: scaleOf(rules.lotSize),
  min_price: rules.tickSize.toFixed(),
  max_price: "10000000.00",
  price_scale: scaleOf(rules.tickSize),
  fee_scale: 8,
});

/** Its time is that of the answer, as recorded: the price may be older. */
export function tickerOf(desk: Desk, { symbol, view }: Shown) {
  const { quote } = view;
  const off = desk.serverTime() - desk.clocks.wall();
  return {
    pair: pairOf(symbol),
    timestamp: desk.clocks.market() + off,
    bid: eight(quote.bid),
    ask: eight(quote.ask),
    last_trade: eight(quote.last),
    rolling_24_hour_volume: eight(desk.day(symbol)?.volume ?? ZERO),
    status: desk.isDelisted(symbol) ? "DISABLED" : "ACTIVE",
  };
}

export const levelsOf = (levels: readonly BookLevel[], most: number) =>
  levels.slice(0, most).map(({ price, amount }) => ({ price: eight(price), volume: eight(amount) }));

export const candleOf = (candle: Candle) => ({
  timestamp: candle.openAt,
  open: candle.open.toFixed(),
  close: candle.close.toFixed(),
  high: candle.high.toFixed(),
  low: candle.low.toFixed(),
  volume: candle.volume.toFixed(),
});

const feesOf = (order: SimOrder) => {
  const [base = "", quote = ""] = order.symbol.split("/");
  return {
    fee_base: eight(order.fees[base] ?? ZERO),
    fee_counter: eight(order.fees[quote] ?? ZERO),
  };
};

/** Limit orders are bids and asks, market orders buys and sells. */
const typeOf = (order: Pick<SimOrder, "side" | "type">): string => {
  if (order.type === "market") return order.side === "buy" ? "BUY" : "SELL";
  return order.side === "buy" ? "BID" : "ASK";
};

const ended = (order: SimOrder): number => (order.status === "open" ? 0 : order.updatedAt);

/** As version 1 and 2 tell it: whatever ended is COMPLETE, a cancelled order too. */
export const orderOf = (order: SimOrder) => ({
  order_id: order.id,
  creation_timestamp: order.createdAt,
  expiration_timestamp: 0,
  completed_timestamp: ended(order),
  type: typeOf(order),
  state: order.status === "open" ? "PENDING" : "COMPLETE",
  limit_price: eight(order.price ?? ZERO),
  limit_volume: eight(limitVolumeOf(order)),
  base: eight(order.filled),
  counter: eight(order.filledCost),
  ...feesOf(order),
  pair: pairOf(order.symbol),
  time_in_force: order.tif.toUpperCase(),
});

const limitVolumeOf = (order: SimOrder): Decimal => (order.type === "limit" ? (order.amount ?? ZERO) : ZERO);

export const statusOf = (order: SimOrder): string => {
  if (order.status !== "open") return "COMPLETE";
  return order.triggered ? "PENDING" : "AWAITING";
};

/** As version 3 tells it, with the client's own id and the stop. */
export const orderV3 = (order: SimOrder) => ({
  base: eight(order.filled),
  base_account_id: 1,
  client_order_id: order.clientId ?? "",
  completed_timestamp: ended(order),
  counter: eight(order.filledCost),
  counter_account_id: 2,
  creation_timestamp: order.createdAt,
  expiration_timestamp: 0,
  ...feesOf(order),
  limit_price: eight(order.price ?? ZERO),
  limit_volume: eight(limitVolumeOf(order)),
  order_id: order.id,
  pair: pairOf(order.symbol),
  side: order.side.toUpperCase(),
  status: statusOf(order),
  stop_direction: order.stop ? (order.stop.when === "rises" ? "ABOVE" : "BELOW") : "",
  stop_price: eight(order.stop?.price ?? ZERO),
  time_in_force: order.tif.toUpperCase(),
  type: order.stop ? "STOP_LIMIT" : order.type.toUpperCase(),
});

export function tradeOf(trade: SimTrade) {
  const [base = ""] = trade.symbol.split("/");
  const inBase = trade.fee.asset === base;
  const takerBuys = (trade.side === "buy") === (trade.liquidity === "taker");
  return {
    pair: pairOf(trade.symbol),
    sequence: trade.number,
    order_id: trade.orderId,
    // a trade says bid or ask, whatever its order was
    type: typeOf({ side: trade.side, type: "limit" }),
    timestamp: trade.at,
    price: eight(trade.price),
    volume: eight(trade.amount),
    base: eight(trade.amount),
    counter: eight(trade.cost),
    fee_base: eight(inBase ? trade.fee.amount : ZERO),
    fee_counter: eight(inBase ? ZERO : trade.fee.amount),
    is_buy: takerBuys,
    client_order_id: trade.clientId ?? "",
  };
}

export const rateText = (rate: Decimal): string => rate.times(ONE).toFixed(8);
