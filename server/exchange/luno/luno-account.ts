import type { MarketNames, NamedMarket } from "@/server/exchange/ccxt/market-names";
import type { AccountCalls } from "@/server/exchange/ccxt/open-account";
import {
  decimalOf,
  findDecimal,
  findText,
  type Json,
  msOf,
  objectOf,
  objectsOf,
  textOf,
  unreadable,
} from "@/server/exchange/ccxt/read-answer";
import { averageOf, toCandle } from "@/server/exchange/ccxt/shapes";
import type { Wire } from "@/server/exchange/ccxt/wire";
import type {
  AccountTrade,
  OpenOrder,
  OrderRequest,
  VenueFee,
  VenueOrder,
} from "@/server/exchange/core/exchange-port";
import { beyond } from "@/server/exchange/core/sellable";
import { ExchangeFault, verdictOf } from "@/server/exchange/core/verdict";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import { timeframeMs } from "@/server/market/core/candle";
import { loadLunoMarkets } from "./luno-data";
import { lunoManners } from "./luno-manners";

const PAGE = 100;
const OPEN_PAGE = 1_000;
const PAGES_MOST = 200;
/** Luno buys at the market by value only: a buy of an amount is a limit order this far above, filled at once or never. */
const BUY_ROOM = toDecimal("0.02");
/** Its stops become limit orders: this far below (a buy: above) what releases them, they still trade. */
const STOP_ROOM = toDecimal("0.05");
/** How much earlier than its order a trade may be dated. */
const SLACK_MS = 2_000;
/** The candles it has, by their length in seconds; of others it says that they are invalid. */
const LENGTHS_S = new Set([60, 300, 900, 1_800, 3_600, 10_800, 14_400, 28_800, 86_400, 259_200, 604_800]);

/** Luno's requests about an account. */
export const lunoAccount: AccountCalls = {
  manners: lunoManners,
  loadMarkets: loadLunoMarkets,
  create: async (wire, market, request) => {
    const call = wire.callBefore(request.deadline);
    const asked = { pair: market.id, client_order_id: request.clientOrderId };
    const isMarketSell = request.type === "market" && request.side === "sell";
    const answer = isMarketSell
      ? await call("privatePostMarketorder", {
          ...asked,
          type: "SELL",
          base_volume: request.amount.toFixed(),
        })
      : await call("privatePostPostorder", { ...asked, ...(await termsOf(wire, market, request)) });
    return textOf(objectOf(answer).order_id, "order id");
  },
  find: async (wire, market, clientOrderId) => {
    const order = await findRaw(wire, { client_order_id: clientOrderId });
    return order && toOrder(wire, market, order, clientOrderId);
  },
  cancel: async (wire, _market, clientOrderId) => {
    // it is taken back by the exchange's own id only
    const order = await findRaw(wire, { client_order_id: clientOrderId });
    if (!order) throw new ExchangeFault("not_found", "Luno knows no such order.");
    const asked = { order_id: textOf(order.order_id, "order id") };
    const { success } = objectOf(await wire.call("privatePostStoporder", asked));
    if (success !== true) throw new ExchangeFault("not_found", "Luno has no such open order.");
  },
  open: listOpen,
  trades: async (wire, _names, markets, since) =>
    (await Promise.all(markets.map((market) => listTrades(wire, market, since)))).flat(),
  balances: async ({ call, ccxt }) =>
    objectsOf(objectOf(await call("privateGetBalance")).balance, "balances").map((one) => {
      const asset = textOf(one.asset, "asset");
      return { asset: ccxt.safeCurrencyCode(asset) ?? asset, total: decimalOf(one.balance, "balance") };
    }),
  fees: async ({ call }, markets) =>
    Promise.all(
      markets.map(async ({ id, symbol }) => {
        const fees = objectOf(await call("privateGetFeeInfo", { pair: id }));
        const makerFee = decimalOf(fees.maker_fee, "maker fee");
        return { symbol, makerFee, takerFee: decimalOf(fees.taker_fee, "taker fee") };
      }),
    ),
  rights: async ({ call }) => {
    // it has no page of rights: that a key reads is seen, the rest nobody can tell
    await call("privateGetBalance");
    return { read: true, trade: null, withdraw: null, addresses: null, expiresAt: null };
  },
  candles: async ({ call }, { id }, timeframe, from) => {
    const lengthMs = timeframeMs(timeframe);
    if (!LENGTHS_S.has(lengthMs / 1_000)) return null;
    const answer = await call("exchangePrivateGetCandles", {
      pair: id,
      duration: lengthMs / 1_000,
      since: from,
    });
    return objectsOf(objectOf(answer).candles, "candles").map((one) =>
      toCandle(msOf(one.timestamp, "time"), pricesOf(one), lengthMs),
    );
  },
};

const pricesOf = ({ open, high, low, close, volume }: Json) => ({ open, high, low, close, volume });

/** An order by its limit. A stop on a market order would be ignored and sell at once: a stop is never sent as one. */
async function termsOf({ call }: Wire, market: NamedMarket, request: OrderRequest) {
  const { side, type, amount, limitPrice, triggerPrice, postOnly } = request;
  const common = { type: side === "buy" ? "BID" : "ASK", volume: amount.toFixed() };
  if (type === "limit")
    return { ...common, price: limitPrice?.toFixed(), ...(postOnly && { post_only: true }) };
  if (type === "stop") {
    const trigger = triggerPrice ?? ZERO;
    const price = beyond(side, trigger, STOP_ROOM, market.tickSize).toFixed();
    const stop_direction = side === "sell" ? "BELOW" : "ABOVE";
    return { ...common, price, stop_price: trigger.toFixed(), stop_direction };
  }
  const { ask } = objectOf(await call("publicGetTicker", { pair: market.id }));
  const price = beyond("buy", decimalOf(ask, "ask"), BUY_ROOM, market.tickSize).toFixed();
  return { ...common, price, time_in_force: "IOC" };
}

/** Requests of versions that ccxt has no name for. */
function ask({ ccxt, get }: Wire, path: string, params: Readonly<Record<string, string>>): Promise<unknown> {
  const api = ccxt.urls.api as unknown as Readonly<Record<string, string>>;
  const url = `${api.exchangePrivate}/${path}?${new URLSearchParams(params)}`;
  const keys = Buffer.from(`${ccxt.apiKey}:${ccxt.secret}`).toString("base64");
  return get(url, { Authorization: `Basic ${keys}` });
}

async function findRaw(wire: Wire, by: Readonly<Record<string, string>>): Promise<Json | null> {
  try {
    return objectOf(await ask(wire, "3/order", by));
  } catch (error) {
    if (verdictOf(error) === "not_found") return null;
    throw error;
  }
}

async function toOrder(
  wire: Wire,
  market: NamedMarket,
  order: Json,
  clientOrderId: string,
): Promise<VenueOrder> {
  const venueOrderId = textOf(order.order_id, "order id");
  const filled = decimalOf(order.base, "filled");
  const status = statusOf(order, filled);
  const since = marketMs(Math.max(0, msOf(order.creation_timestamp, "time") - SLACK_MS));
  const trades = filled.gt(0) ? await listTrades(wire, market, since) : [];
  return {
    venueOrderId,
    clientOrderId,
    status,
    reason: status === "canceled" ? "ended before it was filled" : "",
    filled,
    averagePrice: averageOf(decimalOf(order.counter, "traded value"), filled),
    trades: trades.filter((trade) => trade.venueOrderId === venueOrderId),
  };
}

/** Complete is what has ended, cancelled or not: only what it traded tells which. */
function statusOf(order: Json, filled: Decimal): VenueOrder["status"] {
  if (textOf(order.status, "status") !== "COMPLETE") return "open";
  const wanted = findDecimal(order.limit_volume, "volume") ?? ZERO;
  if (wanted.gt(0)) return filled.gte(wanted) ? "closed" : "canceled";
  return filled.gt(0) ? "closed" : "canceled";
}

/** Newest first, by the instant they were placed: each page begins with the last instant of the one before. */
async function listOpen(
  wire: Wire,
  names: MarketNames,
  markets: readonly NamedMarket[] | null,
): Promise<readonly OpenOrder[]> {
  const asked: Record<string, string> = { closed: "false", limit: String(OPEN_PAGE) };
  if (markets?.length === 1 && markets[0]) asked.pair = markets[0].id;
  const found = new Map<string, Json>();
  let before: number | null = null;
  for (let page = 0; page < PAGES_MOST; page++) {
    if (before !== null) asked.created_before = String(before + 1);
    const answer: Json = objectOf(await ask(wire, "2/listorders", asked));
    const rows = objectsOf(answer.orders ?? [], "orders");
    const known = found.size;
    for (const row of rows) found.set(textOf(row.order_id, "order id"), row);
    if (found.size === known) break;
    before = Math.min(...rows.map(({ creation_timestamp }) => msOf(creation_timestamp, "time")));
  }
  return [...found.values()].flatMap((row) => toOpenOrder(row, names));
}

function toOpenOrder(row: Json, names: MarketNames): readonly OpenOrder[] {
  const symbol = names.symbolOf(textOf(row.pair, "market"));
  if (!symbol) return [];
  const filled = decimalOf(row.base, "filled");
  return [
    {
      venueOrderId: textOf(row.order_id, "order id"),
      clientOrderId: findText(row.client_order_id) ?? "",
      symbol,
      filled,
      averagePrice: averageOf(decimalOf(row.counter, "traded value"), filled),
    },
  ];
}

/** Oldest first, page after page by their sequence, until one is empty: how long a page is, the exchange decides. */
async function listTrades(
  { call }: Wire,
  market: NamedMarket,
  since: MarketMs,
): Promise<readonly AccountTrade[]> {
  const found: AccountTrade[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MOST; page++) {
    const from = after === null ? {} : { after_seq: after };
    const answer: Json = objectOf(
      await call("privateGetListtrades", { pair: market.id, since, limit: PAGE, ...from }),
    );
    const rows = objectsOf(answer.trades ?? [], "trades");
    const last = rows.at(-1);
    if (!last) break;
    found.push(...rows.map((row) => toTrade(row, market)));
    after = textOf(last.sequence, "trade id");
  }
  return found;
}

function toTrade(row: Json, market: NamedMarket): AccountTrade {
  const isBuyOfOurs = textOf(row.type, "side") === "BID" || row.type === "BUY";
  return {
    venueTradeId: textOf(row.sequence, "trade id"),
    venueOrderId: textOf(row.order_id, "order id"),
    symbol: market.symbol,
    price: decimalOf(row.price, "price"),
    amount: decimalOf(row.volume, "amount"),
    fee: feeOf(row, market),
    // the trade has the taker's side
    liquidity: isBuyOfOurs === (row.is_buy === true) ? "taker" : "maker",
    at: msOf(row.timestamp, "time"),
  };
}

/** Two fields, of which one is used. */
function feeOf(row: Json, { base, quote }: NamedMarket): VenueFee {
  const inBase = findDecimal(row.fee_base, "fee") ?? ZERO;
  const inCounter = findDecimal(row.fee_counter, "fee") ?? ZERO;
  if (!inBase.isZero() && !inCounter.isZero()) return unreadable("a trade has two fees");
  return inBase.isZero() ? { asset: quote, amount: inCounter } : { asset: base, amount: inBase };
}
