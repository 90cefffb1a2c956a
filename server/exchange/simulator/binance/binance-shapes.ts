import type { SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";

export const pairOf = (symbol: string): string => symbol.replace("/", "");
export const eight = (value: Decimal): string => value.toFixed(8);
export const levels = (side: readonly BookLevel[], most: number): string[][] =>
  side.slice(0, most).map(({ price, amount }) => [eight(price), eight(amount)]);

export const symbolInfo = (rules: MarketRules & { readonly active: boolean }) => ({
  symbol: pairOf(rules.symbol),
  status: rules.active ? "TRADING" : "BREAK",
  baseAsset: rules.base,
  baseAssetPrecision: 8,
  quoteAsset: rules.quote,
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  baseCommissionPrecision: 8,
  quoteCommissionPrecision: 8,
  orderTypes: [
    "LIMIT",
    "LIMIT_MAKER",
    "MARKET",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
  ],
  icebergAllowed: true,
  ocoAllowed: true,
  otoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: [
    {
      filterType: "PRICE_FILTER",
      minPrice: eight(rules.tickSize),
      maxPrice: "1000000.00000000",
      tickSize: eight(rules.tickSize),
    },
    {
      filterType: "LOT_SIZE",
      minQty: eight(rules.minAmount),
      maxQty: "9000000.00000000",
      stepSize: eight(rules.lotSize),
    },
    { filterType: "ICEBERG_PARTS", limit: 10 },
    {
      filterType: "MARKET_LOT_SIZE",
      minQty: "0.00000000",
      maxQty: "9000000.00000000",
      stepSize: "0.00000000",
    },
    {
      filterType: "NOTIONAL",
      minNotional: eight(rules.minNotional),
      applyMinToMarket: true,
      maxNotional: "9000000.00000000",
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
    { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 5 },
  ],
  permissions: [],
  permissionSets: [["SPOT"]],
  defaultSelfTradePreventionMode: "EXPIRE_MAKER",
  allowedSelfTradePreventionModes: ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
});

export function ticker24h(desk: Desk, { symbol, view, sequence }: Shown) {
  const { quote, book } = view;
  const day = desk.day(symbol);
  const open = day?.open ?? quote.last;
  const volume = day?.volume ?? ZERO;
  return {
    symbol: pairOf(symbol),
    priceChange: eight(quote.last.minus(open)),
    priceChangePercent: quote.last.minus(open).div(open).times(100).toFixed(3),
    weightedAvgPrice: eight(quote.last.plus(open).div(2)),
    prevClosePrice: eight(open),
    lastPrice: eight(quote.last),
    lastQty: eight(book.bids[0]?.amount ?? ZERO),
    bidPrice: eight(quote.bid),
    bidQty: eight(book.bids[0]?.amount ?? ZERO),
    askPrice: eight(quote.ask),
    askQty: eight(book.asks[0]?.amount ?? ZERO),
    openPrice: eight(open),
    highPrice: eight(day?.high ?? quote.last),
    lowPrice: eight(day?.low ?? quote.last),
    volume: eight(volume),
    quoteVolume: eight(volume.times(quote.last)),
    openTime: quote.at - 86_400_000,
    closeTime: quote.at,
    firstId: 1,
    lastId: sequence,
    count: 17_280,
  };
}

export const kline = (candle: Candle, lengthMs: number) => [
  candle.openAt,
  eight(candle.open),
  eight(candle.high),
  eight(candle.low),
  eight(candle.close),
  eight(candle.volume),
  candle.openAt + lengthMs - 1,
  eight(candle.volume.times(candle.close)),
  1,
  eight(candle.volume.div(2)),
  eight(candle.volume.times(candle.close).div(2)),
  "0",
];

export const statusOf = (order: SimOrder): string => {
  if (order.status === "open") return order.filled.gt(0) ? "PARTIALLY_FILLED" : "NEW";
  return { filled: "FILLED", cancelled: "CANCELED", expired: "EXPIRED", rejected: "REJECTED" }[order.status];
};

/** The order as every answer begins. */
const commonOf = (order: SimOrder) => ({
  symbol: pairOf(order.symbol),
  orderId: Number.parseInt(order.id, 10),
  orderListId: -1,
  clientOrderId: order.clientId ?? `web_${order.id}`,
});

/** What was asked for and what became of it. A market buy by cost has the amount that it bought. */
const amountsOf = (order: SimOrder) => ({
  price: eight(order.price ?? ZERO),
  origQty: eight(order.amount ?? order.filled),
  executedQty: eight(order.filled),
  origQuoteOrderQty: eight(order.cost ?? ZERO),
  cummulativeQuoteQty: eight(order.filledCost),
  status: statusOf(order),
  timeInForce: order.tif.toUpperCase(),
  type: order.note.type ?? "MARKET",
  side: order.side.toUpperCase(),
});

export const ackOf = (order: SimOrder) => ({ ...commonOf(order), transactTime: order.updatedAt });

export const resultOf = (order: SimOrder) => ({
  ...ackOf(order),
  ...amountsOf(order),
  ...stopOf(order),
  workingTime: order.triggered ? order.createdAt : -1,
  selfTradePreventionMode: "EXPIRE_MAKER",
});

const stopOf = (order: SimOrder) => (order.stop ? { stopPrice: eight(order.stop.price) } : {});

export const fullOf = (order: SimOrder, trades: readonly SimTrade[]) => ({
  ...resultOf(order),
  fills: trades.map((trade) => ({
    price: eight(trade.price),
    qty: eight(trade.amount),
    commission: eight(trade.fee.amount),
    commissionAsset: trade.fee.asset,
    tradeId: Number.parseInt(trade.id, 10),
  })),
});

export const storedOf = (order: SimOrder) => ({
  ...commonOf(order),
  ...amountsOf(order),
  stopPrice: eight(order.stop?.price ?? ZERO),
  icebergQty: eight(ZERO),
  time: order.createdAt,
  updateTime: order.updatedAt,
  isWorking: order.triggered,
  workingTime: order.triggered ? order.createdAt : -1,
  selfTradePreventionMode: "EXPIRE_MAKER",
});

export const cancelledOf = (order: SimOrder, at: number, cancelId: string) => ({
  symbol: pairOf(order.symbol),
  origClientOrderId: order.clientId ?? `web_${order.id}`,
  orderId: Number.parseInt(order.id, 10),
  orderListId: -1,
  clientOrderId: cancelId,
  transactTime: at,
  ...amountsOf(order),
  ...stopOf(order),
  selfTradePreventionMode: "EXPIRE_MAKER",
});

export const myTradeOf = (trade: SimTrade) => ({
  symbol: pairOf(trade.symbol),
  id: Number.parseInt(trade.id, 10),
  orderId: Number.parseInt(trade.orderId, 10),
  orderListId: -1,
  price: toText(trade.price),
  qty: toText(trade.amount),
  quoteQty: toText(trade.cost),
  commission: eight(trade.fee.amount),
  commissionAsset: trade.fee.asset,
  time: trade.at,
  isBuyer: trade.side === "buy",
  isMaker: trade.liquidity === "maker",
  isBestMatch: true,
});
