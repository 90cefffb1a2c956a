import type { Print, SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Decimal, sumOf, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";

export const pairOf = (symbol: string): string => symbol.replace("/", "");
export const iso = (ms: number): string => new Date(ms).toISOString();
const plain = (value: Decimal): string => value.toFixed();

export const pairInfo = (rules: MarketRules & { readonly active: boolean }) => ({
  symbol: pairOf(rules.symbol),
  baseCurrency: rules.base,
  quoteCurrency: rules.quote,
  shortName: rules.symbol,
  active: rules.active,
  minBaseAmount: plain(rules.minAmount),
  maxBaseAmount: "1000000",
  minQuoteAmount: plain(rules.minNotional),
  maxQuoteAmount: "5000000",
  tickSize: plain(rules.tickSize),
  baseDecimalPlaces: String(rules.lotSize.decimalPlaces()),
  marginTradingAllowed: false,
  currencyPairType: "SPOT",
});

export const currencyInfo = (asset: string) => ({
  symbol: asset === "ZAR" ? "R" : asset,
  isActive: true,
  shortName: asset,
  longName: asset,
  decimalPlaces: asset === "ZAR" ? "2" : "8",
  withdrawalDecimalPlaces: asset === "ZAR" ? "2" : "8",
  collateral: false,
  collateralWeight: "0",
});

export function summaryOf(desk: Desk, { symbol, view }: Shown) {
  const { quote } = view;
  const day = desk.day(symbol);
  const open = day?.open ?? quote.last;
  return {
    currencyPair: pairOf(symbol),
    askPrice: plain(quote.ask),
    bidPrice: plain(quote.bid),
    lastTradedPrice: plain(quote.last),
    previousClosePrice: plain(open),
    baseVolume: plain(day?.volume ?? ZERO),
    quoteVolume: plain((day?.volume ?? ZERO).times(quote.last)),
    highPrice: plain(day?.high ?? quote.last),
    lowPrice: plain(day?.low ?? quote.last),
    created: iso(quote.at),
    changeFromPrevious: quote.last.minus(open).div(open).times(100).toFixed(2),
    markPrice: plain(quote.last),
  };
}

export function bookOf({ symbol, sequence, view }: Shown) {
  const side = (levels: readonly BookLevel[], name: string) =>
    levels.map(({ price, amount }) => ({
      side: name,
      quantity: plain(amount),
      price: plain(price),
      currencyPair: pairOf(symbol),
      orderCount: 1,
    }));
  return {
    Asks: side(view.book.asks, "sell"),
    Bids: side(view.book.bids, "buy"),
    LastChange: iso(view.book.at),
    SequenceNumber: sequence,
  };
}

export const printOf = (symbol: string, print: Print) => ({
  price: plain(print.price),
  quantity: plain(print.amount),
  currencyPair: pairOf(symbol),
  tradedAt: iso(print.at),
  takerSide: print.side,
  sequenceId: Number(print.id),
  id: `${pairOf(symbol)}-${print.id}`,
  quoteVolume: plain(print.price.times(print.amount)),
});

export const bucketOf = (symbol: string, seconds: number, candle: Candle) => ({
  currencyPairSymbol: pairOf(symbol),
  bucketPeriodInSeconds: seconds,
  startTime: iso(candle.openAt),
  open: plain(candle.open),
  high: plain(candle.high),
  low: plain(candle.low),
  close: plain(candle.close),
  volume: plain(candle.volume),
});

export const statusOf = (order: SimOrder): string => {
  if (order.status === "rejected") return "Failed";
  if (order.status === "filled") return "Filled";
  if (order.status !== "open") return "Cancelled";
  if (!order.triggered) return "Active";
  return order.filled.isZero() ? "Placed" : "Partially Filled";
};

const totalOf = (order: SimOrder): Decimal => order.amount ?? (order.status === "open" ? ZERO : order.filled);
const remainingOf = (order: SimOrder): Decimal => totalOf(order).minus(order.filled);

/** The exchange's own words for what it tells afterwards. */
function failedReason(reason: string): string {
  if (reason.startsWith("not enough")) return "Insufficient Balance";
  return reason.endsWith("is in use") ? "Duplicate customer order id's are not allowed" : reason;
}

/** What every telling of an order has in common. */
const commonOf = (order: SimOrder) => ({
  orderId: order.id,
  orderStatusType: statusOf(order),
  currencyPair: pairOf(order.symbol),
  originalPrice: plain(order.price ?? ZERO),
  remainingQuantity: plain(remainingOf(order)),
  originalQuantity: plain(totalOf(order)),
  orderSide: order.side,
  orderType: order.note.type ?? "limit",
  failedReason: order.status === "rejected" ? failedReason(order.reason) : "",
  orderUpdatedAt: iso(order.updatedAt),
  orderCreatedAt: iso(order.createdAt),
  ...(order.clientId === null ? {} : { customerOrderId: order.clientId }),
  timeInForce: order.tif.toUpperCase(),
  ...(order.stop ? { stopPrice: plain(order.stop.price) } : {}),
});

export const statusShape = commonOf;

export const openShape = (order: SimOrder) => ({
  orderId: order.id,
  side: order.side,
  remainingQuantity: plain(remainingOf(order)),
  price: plain(order.price ?? ZERO),
  currencyPair: pairOf(order.symbol),
  createdAt: iso(order.createdAt),
  originalQuantity: plain(totalOf(order)),
  filledPercentage: totalOf(order).isZero() ? "0.00" : order.filled.div(totalOf(order)).times(100).toFixed(2),
  ...(order.stop ? { stopPrice: plain(order.stop.price) } : {}),
  updatedAt: iso(order.updatedAt),
  status: statusOf(order),
  type: order.note.type ?? "limit",
  timeInForce: order.tif.toUpperCase(),
  ...(order.clientId === null ? {} : { customerOrderId: order.clientId }),
  allowMargin: false,
});

export function historyShape(order: SimOrder) {
  const [feeCurrency = "", fee = ZERO] = Object.entries(order.fees)[0] ?? [];
  return {
    ...commonOf(order),
    averagePrice: order.filled.isZero() ? "0" : plain(order.filledCost.div(order.filled).toDecimalPlaces(8)),
    total: plain(order.filledCost),
    totalFee: plain(fee),
    feeCurrency,
    totalExecutedQuantity: plain(order.filled),
  };
}

export const tradeShape = (trade: SimTrade) => ({
  price: plain(trade.price),
  quantity: plain(trade.amount),
  currencyPair: pairOf(trade.symbol),
  tradedAt: iso(trade.at),
  side: trade.side,
  sequenceId: trade.number,
  id: trade.id,
  orderId: trade.orderId,
  ...(trade.fee.amount.lt(0)
    ? { makerReward: plain(trade.fee.amount.neg()), makerRewardCurrency: trade.fee.asset }
    : { fee: plain(trade.fee.amount), feeCurrency: trade.fee.asset }),
  ...(trade.clientId === null ? {} : { customerOrderId: trade.clientId }),
});

export const balanceShape = (asset: string, free: Decimal, used: Decimal, at: number) => ({
  currency: asset,
  available: plain(free),
  reserved: plain(used),
  total: plain(sumOf([free, used])),
  updatedAt: iso(at),
  lendReserved: "0",
  borrowReserved: "0",
  borrowedAmount: "0",
});
