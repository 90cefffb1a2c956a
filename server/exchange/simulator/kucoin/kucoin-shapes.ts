import type { SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";

export const pairOf = (symbol: string): string => symbol.replace("/", "-");
export const plain = (value: Decimal): string => value.toFixed();
/** One view of a market is told in so many numbered changes at most. */
export const CHANGES_A_VIEW = 1_000;
export const sequenceOf = (shown: Shown): number => shown.sequence * CHANGES_A_VIEW + CHANGES_A_VIEW - 1;

export const symbolInfo = (rules: MarketRules & { readonly active: boolean }) => ({
  symbol: pairOf(rules.symbol),
  name: pairOf(rules.symbol),
  baseCurrency: rules.base,
  quoteCurrency: rules.quote,
  feeCurrency: rules.quote,
  market: "USDS",
  baseMinSize: plain(rules.minAmount),
  quoteMinSize: plain(rules.minNotional),
  baseMaxSize: "10000000000",
  quoteMaxSize: "99999999",
  baseIncrement: plain(rules.lotSize),
  quoteIncrement: "0.000001",
  priceIncrement: plain(rules.tickSize),
  priceLimitRate: "0.1",
  minFunds: plain(rules.minNotional),
  isMarginEnabled: false,
  enableTrading: rules.active,
  feeCategory: 1,
  makerFeeCoefficient: "1.00",
  takerFeeCoefficient: "1.00",
  st: false,
});

export function statsOf(desk: Desk, { symbol, view }: Shown) {
  const { quote } = view;
  const rules = desk.prices.markets.find((each) => each.symbol === symbol);
  const day = desk.day(symbol);
  const open = day?.open ?? quote.last;
  const volume = day?.volume ?? ZERO;
  return {
    time: quote.at,
    symbol: pairOf(symbol),
    buy: plain(quote.bid),
    sell: plain(quote.ask),
    changeRate: quote.last.minus(open).div(open).toFixed(4),
    changePrice: plain(quote.last.minus(open)),
    high: plain(day?.high ?? quote.last),
    low: plain(day?.low ?? quote.last),
    vol: plain(volume),
    volValue: plain(volume.times(quote.last)),
    last: plain(quote.last),
    averagePrice: plain(quote.last.plus(open).div(2)),
    takerFeeRate: plain(rules?.takerFee ?? ZERO),
    makerFeeRate: plain(rules?.makerFee ?? ZERO),
    takerCoefficient: "1",
    makerCoefficient: "1",
  };
}

export const levelsOf = (levels: readonly BookLevel[], most: number): string[][] =>
  levels.slice(0, most).map(({ price, amount }) => [plain(price), plain(amount)]);

export const candleOf = (candle: Candle): string[] => [
  String(candle.openAt / 1_000),
  plain(candle.open),
  plain(candle.close),
  plain(candle.high),
  plain(candle.low),
  plain(candle.volume),
  plain(candle.volume.times(candle.close)),
];

const feeOf = (order: SimOrder): readonly [asset: string, fee: Decimal] => {
  const [, quote = ""] = order.symbol.split("/");
  return Object.entries(order.fees)[0] ?? [quote, ZERO];
};

const isActive = (order: SimOrder): boolean => order.status === "open";
const isCancelled = (order: SimOrder): boolean => order.status !== "open" && order.status !== "filled";

/** An order as the trading account of old tells it. */
export function orderOf(order: SimOrder) {
  const [feeCurrency, fee] = feeOf(order);
  return {
    id: order.id,
    symbol: pairOf(order.symbol),
    opType: "DEAL",
    type: order.type,
    side: order.side,
    price: plain(order.price ?? ZERO),
    size: plain(order.amount ?? (isActive(order) ? ZERO : order.filled)),
    funds: plain(order.cost ?? ZERO),
    dealFunds: plain(order.filledCost),
    dealSize: plain(order.filled),
    fee: plain(fee),
    feeCurrency,
    stp: "",
    stop: order.note.stop ?? "",
    stopTriggered: order.stop !== null && order.triggered,
    stopPrice: plain(order.stop?.price ?? ZERO),
    timeInForce: order.tif.toUpperCase(),
    postOnly: order.postOnly,
    hidden: false,
    iceberg: false,
    visibleSize: "0",
    cancelAfter: 0,
    channel: "API",
    clientOid: order.clientId ?? "",
    remark: null,
    tags: null,
    isActive: isActive(order),
    cancelExist: isCancelled(order),
    createdAt: order.createdAt,
    tradeType: "TRADE",
  };
}

/** As the high-frequency account tells it. */
export function hfOrderOf(order: SimOrder) {
  const {
    isActive: active,
    stop: _stop,
    stopTriggered: _triggered,
    stopPrice: _price,
    ...common
  } = orderOf(order);
  const rest = order.amount ? order.amount.minus(order.filled) : ZERO;
  return {
    ...common,
    lastUpdatedAt: order.updatedAt,
    inOrderBook: active && order.type === "limit",
    cancelledSize: plain(isCancelled(order) ? rest : ZERO),
    cancelledFunds: "0",
    remainSize: plain(active ? rest : ZERO),
    remainFunds: "0",
    tax: "0",
    active,
  };
}

/** As the list of stop orders tells it. */
export const stopOrderOf = (order: SimOrder) => ({
  id: order.id,
  symbol: pairOf(order.symbol),
  userId: order.account,
  status: order.status === "open" ? "NEW" : "CANCELLED",
  type: order.type,
  side: order.side,
  price: order.price ? plain(order.price) : null,
  size: plain(order.amount ?? ZERO),
  funds: order.cost ? plain(order.cost) : null,
  stp: null,
  timeInForce: order.tif.toUpperCase(),
  cancelAfter: -1,
  postOnly: order.postOnly,
  hidden: false,
  iceberg: false,
  visibleSize: null,
  channel: "API",
  clientOid: order.clientId ?? "",
  remark: null,
  tags: null,
  orderTime: order.createdAt * 1_000_000,
  domainId: "kucoin",
  tradeSource: "USER",
  tradeType: "TRADE",
  feeCurrency: feeOf(order)[0],
  takerFeeRate: "0.001",
  makerFeeRate: "0.001",
  createdAt: order.createdAt,
  stop: order.note.stop ?? "loss",
  stopTriggerTime: null,
  stopPrice: plain(order.stop?.price ?? ZERO),
});

export const fillOf = (trade: SimTrade) => ({
  id: trade.number,
  symbol: pairOf(trade.symbol),
  tradeId: trade.id,
  orderId: trade.orderId,
  counterOrderId: "65560a017bbc4b0001fed90a",
  side: trade.side,
  liquidity: trade.liquidity,
  forceTaker: false,
  price: plain(trade.price),
  size: plain(trade.amount),
  funds: plain(trade.cost),
  fee: plain(trade.fee.amount),
  feeRate: trade.cost.isZero() ? "0" : trade.fee.amount.div(trade.cost).toFixed(4),
  feeCurrency: trade.fee.asset,
  stop: "",
  tradeType: "TRADE",
  type: "limit",
  createdAt: trade.at,
});
