import type { MarketNames, NamedMarket } from "@/server/exchange/ccxt/market-names";
import type { AccountCalls } from "@/server/exchange/ccxt/open-account";
import {
  decimalOf,
  findDecimal,
  findText,
  type Json,
  listOf,
  msOf,
  objectOf,
  objectsOf,
  textOf,
} from "@/server/exchange/ccxt/read-answer";
import { averageOf } from "@/server/exchange/ccxt/shapes";
import type { Call, Wire } from "@/server/exchange/ccxt/wire";
import type { AccountTrade, OpenOrder, OrderRequest, VenueOrder } from "@/server/exchange/core/exchange-port";
import { verdictOf } from "@/server/exchange/core/verdict";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, ZERO } from "@/server/kernel/money";
import { loadKucoinMarkets } from "./kucoin-data";
import { kucoinManners } from "./kucoin-manners";

const PAGE = 100;
const PAGES_MOST = 400;
const FEES_AT_ONCE = 10;
const STOPS_AT_ONCE = 500;
/** Only these of an account's pockets trade. */
const TRADING = ["trade", "trade_hf"];

const ask = async (call: Call, name: string, params = {}): Promise<unknown> =>
  objectOf(await call(name, params)).data;

/** Null where the exchange knows no such order: by an error, or by an answer with nothing in it. */
async function askFor(call: Call, name: string, params: object): Promise<Json | null> {
  try {
    const data = await ask(call, name, params);
    const found = Array.isArray(data) ? data[0] : data;
    return found ? objectOf(found) : null;
  } catch (error) {
    if (verdictOf(error) === "not_found") return null;
    throw error;
  }
}

/** KuCoin's requests about an account. Stops wait in a list of their own until they are released. */
export const kucoinAccount: AccountCalls = {
  manners: kucoinManners,
  loadMarkets: loadKucoinMarkets,
  create: async ({ callBefore }, { id }, request) => {
    const name = request.type === "stop" ? "privatePostStopOrder" : "privatePostHfOrders";
    const asked = { clientOid: request.clientOrderId, symbol: id, ...termsOf(request) };
    return textOf(objectOf(await ask(callBefore(request.deadline), name, asked)).orderId, "order id");
  },
  find: async (wire, market, clientOrderId) => {
    const asked = { symbol: market.id, clientOid: clientOrderId };
    const order = await askFor(wire.call, "privateGetHfOrdersClientOrderClientOid", asked);
    if (order) return toOrder(wire, market, order, clientOrderId);
    const stop = await askFor(wire.call, "privateGetStopOrderQueryOrderByClientOid", asked);
    return stop && toStop(stop, clientOrderId);
  },
  cancel: async ({ call }, { id }, clientOrderId) => {
    const asked = { symbol: id, clientOid: clientOrderId };
    try {
      await call("privateDeleteHfOrdersClientOrderClientOid", asked);
    } catch (error) {
      if (verdictOf(error) !== "not_found") throw error;
      await call("privateDeleteStopOrderCancelOrderByClientOid", asked);
    }
  },
  open: listOpen,
  trades: async (wire, _names, markets, since) =>
    (await Promise.all(markets.map((market) => listTrades(wire, market, { startAt: since })))).flat(),
  balances: async ({ call, ccxt }) => {
    const own = objectsOf(await ask(call, "privateGetAccounts")).filter(({ type }) =>
      TRADING.includes(findText(type) ?? ""),
    );
    const totals = new Map<string, Decimal>();
    for (const { currency, balance } of own) {
      const asset = ccxt.safeCurrencyCode(textOf(currency, "asset")) ?? "";
      totals.set(asset, (totals.get(asset) ?? ZERO).plus(decimalOf(balance, "balance")));
    }
    return [...totals].map(([asset, total]) => ({ asset, total }));
  },
  fees: async ({ call }, markets) => {
    const pages = Array.from({ length: Math.ceil(markets.length / FEES_AT_ONCE) }, (_, page) =>
      markets.slice(page * FEES_AT_ONCE, (page + 1) * FEES_AT_ONCE),
    );
    const answers = await Promise.all(
      pages.map((page) => ask(call, "privateGetTradeFees", { symbols: page.map(({ id }) => id).join(",") })),
    );
    const byId = new Map(answers.flatMap((answer) => objectsOf(answer)).map((fee) => [fee.symbol, fee]));
    return markets.flatMap(({ id, symbol }) => {
      const fee = byId.get(id);
      if (!fee) return [];
      const makerFee = decimalOf(fee.makerFeeRate, "maker fee");
      return [{ symbol, makerFee, takerFee: decimalOf(fee.takerFeeRate, "taker fee") }];
    });
  },
  rights: async ({ call }) => {
    const answer = objectOf(await ask(call, "privateGetUserApiKey"));
    const rights = textOf(answer.permission, "permissions").toLowerCase();
    const addresses = (findText(answer.ipWhitelist) ?? "").split(",").map((each) => each.trim());
    return {
      read: rights.includes("general"),
      trade: /spot|trade/.test(rights),
      withdraw: /withdraw|transfer/.test(rights),
      addresses: addresses.filter((each) => each !== ""),
      expiresAt: null,
    };
  },
};

/** Market orders by amount of base; a stop sells at its level or below, buys at it or above. */
function termsOf({ side, type, amount, limitPrice, triggerPrice, postOnly }: OrderRequest) {
  const size = amount.toFixed();
  if (type === "limit")
    return { side, type, size, price: limitPrice?.toFixed(), ...(postOnly && { postOnly: true }) };
  if (type === "market") return { side, type, size };
  const stop = side === "sell" ? "loss" : "entry";
  return { side, type: "market", size, stop, stopPrice: triggerPrice?.toFixed() };
}

async function toOrder(
  wire: Wire,
  market: NamedMarket,
  order: Json,
  clientOrderId: string,
): Promise<VenueOrder> {
  const venueOrderId = textOf(order.id, "order id");
  const filled = findDecimal(order.dealSize, "filled") ?? ZERO;
  const size = findDecimal(order.size, "amount") ?? ZERO;
  const isActive = order.active === true || order.isActive === true;
  const status = isActive ? "open" : filled.gte(size) && filled.gt(0) ? "closed" : "canceled";
  const trades = filled.gt(0) ? await listTrades(wire, market, { orderId: venueOrderId }) : [];
  return {
    venueOrderId,
    clientOrderId,
    status,
    reason: status === "canceled" ? findText(order.cancelReason) || "cancelled" : "",
    filled,
    averagePrice: averageOf(findDecimal(order.dealFunds, "traded value") ?? ZERO, filled),
    trades: trades.toSorted((a, b) => a.at - b.at),
  };
}

/** One that was not released yet, or never will be. */
function toStop(stop: Json, clientOrderId: string): VenueOrder {
  const isWaiting = ["NEW", "TRIGGERED"].includes(textOf(stop.status, "status"));
  return {
    venueOrderId: textOf(stop.id, "order id"),
    clientOrderId,
    status: isWaiting ? "open" : "canceled",
    reason: isWaiting ? "" : "cancelled",
    filled: ZERO,
    averagePrice: null,
    trades: [],
  };
}

async function listOpen(
  { call }: Wire,
  names: MarketNames,
  markets: readonly NamedMarket[] | null,
): Promise<readonly OpenOrder[]> {
  const ids = markets?.map(({ id }) => id) ?? (await activeIds(call));
  const orders = await Promise.all(
    ids.map(async (symbol) => objectsOf(await ask(call, "privateGetHfOrdersActive", { symbol }))),
  );
  return [...orders.flat(), ...(await listStops(call))].flatMap((order) => {
    const symbol = names.symbolOf(textOf(order.symbol, "symbol"));
    if (!symbol) return [];
    const filled = findDecimal(order.dealSize, "filled") ?? ZERO;
    return [
      {
        venueOrderId: textOf(order.id, "order id"),
        clientOrderId: findText(order.clientOid) ?? "",
        symbol,
        filled,
        averagePrice: averageOf(findDecimal(order.dealFunds, "traded value") ?? ZERO, filled),
      },
    ];
  });
}

async function activeIds(call: Call): Promise<readonly string[]> {
  const data = await ask(call, "privateGetHfOrdersActiveSymbols");
  const symbols = data === null ? [] : (objectOf(data).symbols ?? []);
  return listOf(symbols).map((each) => textOf(each, "symbol"));
}

/** Stops that were not released, page after page. */
async function listStops(call: Call): Promise<readonly Json[]> {
  const found: Json[] = [];
  for (let currentPage = 1; currentPage <= PAGES_MOST; currentPage++) {
    const answer = objectOf(await ask(call, "privateGetStopOrder", { currentPage, pageSize: STOPS_AT_ONCE }));
    const rows = objectsOf(answer.items ?? [], "stops");
    found.push(...rows.filter(({ status }) => findText(status) !== "TRIGGERED"));
    if (rows.length === 0 || currentPage >= Number.parseInt(findText(answer.totalPage) ?? "0", 10)) break;
  }
  return found;
}

/** Newest first: each page is older than the last id of the one before, until one is empty. */
async function listTrades(
  { call }: Wire,
  { id, symbol }: NamedMarket,
  from: { readonly orderId: string } | { readonly startAt: MarketMs },
): Promise<readonly AccountTrade[]> {
  const found: AccountTrade[] = [];
  let lastId: string | null = null;
  for (let page = 0; page < PAGES_MOST; page++) {
    const older = lastId === null ? {} : { lastId };
    const answer: Json = objectOf(
      await ask(call, "privateGetHfFills", { symbol: id, limit: PAGE, ...from, ...older }),
    );
    const rows = objectsOf(answer.items ?? [], "trades");
    found.push(...rows.map((row) => toTrade(row, symbol)));
    const next = findText(answer.lastId) ?? null;
    if (rows.length === 0 || next === null || next === "0" || next === lastId) break;
    lastId = next;
  }
  return found;
}

const toTrade = (row: Json, symbol: string): AccountTrade => ({
  venueTradeId: textOf(row.tradeId ?? row.id, "trade id"),
  venueOrderId: textOf(row.orderId, "order id"),
  symbol,
  price: decimalOf(row.price, "price"),
  amount: decimalOf(row.size, "amount"),
  fee: { asset: textOf(row.feeCurrency, "fee asset"), amount: decimalOf(row.fee, "fee") },
  liquidity: findText(row.liquidity) === "maker" ? "maker" : "taker",
  at: msOf(row.createdAt, "time"),
});
