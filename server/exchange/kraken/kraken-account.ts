import type { MarketNames, NamedMarket } from "@/server/exchange/ccxt/market-names";
import type { AccountCalls } from "@/server/exchange/ccxt/open-account";
import {
  decimalOf,
  findText,
  type Json,
  listOf,
  objectOf,
  secondsOf,
  textOf,
  unreadable,
} from "@/server/exchange/ccxt/read-answer";
import { averageOf } from "@/server/exchange/ccxt/shapes";
import type { Call, Wire } from "@/server/exchange/ccxt/wire";
import type { AccountTrade, OrderRequest, VenueOrder } from "@/server/exchange/core/exchange-port";
import { type MarketMs, wallMs } from "@/server/kernel/clock";
import { fromKrakenId, toKrakenId } from "./kraken-client-id";
import { krakenManners } from "./kraken-manners";
import { loadKrakenMarkets } from "./kraken-markets";

const PAGES_MOST = 400;
const TRADES_AT_ONCE = 20;
const STATUS: Readonly<Record<string, VenueOrder["status"]>> = {
  pending: "open",
  open: "open",
  closed: "closed",
  canceled: "canceled",
  expired: "canceled",
};

const ask = async (call: Call, name: string, params = {}): Promise<Json> =>
  objectOf(objectOf(await call(name, params)).result, "a result is missing");

/** Kraken's requests about an account: orders are found among the open ones, then among the closed, by our own id. */
export const krakenAccount: AccountCalls = {
  manners: krakenManners,
  loadMarkets: loadKrakenMarkets,
  create: async ({ callBefore }, { id }, request) => {
    const asked = { pair: id, cl_ord_id: toKrakenId(request.clientOrderId), ...termsOf(request) };
    const result = await ask(callBefore(request.deadline), "privatePostAddOrder", asked);
    return textOf(listOf(result.txid, "order id")[0], "order id");
  },
  find: async (wire, market, clientOrderId) => {
    const found = await findRaw(wire, clientOrderId);
    if (!found) return null;
    const [venueOrderId, order] = found;
    const filled = decimalOf(order.vol_exec, "filled");
    const status = STATUS[textOf(order.status, "status")] ?? "open";
    return {
      venueOrderId,
      clientOrderId,
      status,
      reason: status === "canceled" ? (findText(order.reason) ?? textOf(order.status, "status")) : "",
      filled,
      averagePrice: averageOf(decimalOf(order.cost, "traded value"), filled),
      trades: await tradesOf(wire, market, order),
    };
  },
  cancel: async ({ call }, _market, clientOrderId) => {
    await ask(call, "privatePostCancelOrder", { cl_ord_id: toKrakenId(clientOrderId) });
  },
  open: async ({ call }, names) => {
    const { open } = await ask(call, "privatePostOpenOrders");
    return Object.entries(objectOf(open, "open orders")).flatMap(([venueOrderId, value]) => {
      const order = objectOf(value);
      const symbol = names.symbolOf(textOf(objectOf(order.descr).pair, "market"));
      if (!symbol) return [];
      const filled = decimalOf(order.vol_exec, "filled");
      const averagePrice = averageOf(decimalOf(order.cost, "traded value"), filled);
      // one placed by hand has none of ours
      const clientOrderId = fromKrakenId(findText(order.cl_ord_id) ?? "");
      return [{ venueOrderId, clientOrderId, symbol, filled, averagePrice }];
    });
  },
  trades: listTrades,
  balances: async ({ call, ccxt }) => {
    const result = await ask(call, "privatePostBalanceEx");
    return Object.entries(result).map(([asset, value]) => ({
      asset: ccxt.safeCurrencyCode(asset) ?? asset,
      total: decimalOf(objectOf(value).balance, "balance"),
    }));
  },
  fees: async ({ call }, markets) => {
    const result = await ask(call, "privatePostTradeVolume", { pair: markets.map(({ id }) => id).join(",") });
    const takers = objectOf(result.fees ?? {}, "fees");
    const makers = objectOf(result.fees_maker ?? {}, "fees");
    return markets.flatMap((market) => {
      const takerFee = percentOf(feeOf(takers, market));
      // a market without a maker's schedule charges everybody alike
      return takerFee
        ? [{ symbol: market.symbol, takerFee, makerFee: percentOf(feeOf(makers, market)) ?? takerFee }]
        : [];
    });
  },
  rights: async ({ call }) => {
    const result = await ask(call, "privatePostGetApiKeyInfo");
    const rights = new Set(listOf(result.permissions, "permissions").map(findText));
    const until = Number.parseInt(findText(result.validUntil) ?? "0", 10);
    return {
      read: rights.has("query-funds"),
      trade: rights.has("modify-trades"),
      withdraw: rights.has("withdraw-funds"),
      addresses: listOf(result.ipAllowlist ?? []).map((each) => findText(each) ?? ""),
      expiresAt: until > 0 ? wallMs(until * 1_000) : null,
    };
  },
};

const feeOf = (fees: Json, { id, names }: NamedMarket): unknown =>
  [id, ...names].map((name) => fees[name]).find((fee) => fee !== undefined);

const percentOf = (fee: unknown) => (fee === undefined ? null : decimalOf(objectOf(fee).fee, "fee").div(100));

/** The fee is asked for in quote, so that trades that do not name its asset can be read. */
function termsOf({ side, type, amount, limitPrice, triggerPrice, postOnly }: OrderRequest) {
  const common = { type: side, volume: amount.toFixed() };
  if (type === "market") return { ...common, ordertype: "market", oflags: "fciq" };
  if (type === "stop")
    return { ...common, ordertype: "stop-loss", price: triggerPrice?.toFixed(), oflags: "fciq" };
  return {
    ...common,
    ordertype: "limit",
    price: limitPrice?.toFixed(),
    oflags: postOnly ? "fciq,post" : "fciq",
  };
}

/** Open first: what ends in between is then found among the closed ones. */
async function findRaw({ call }: Wire, clientOrderId: string): Promise<readonly [string, Json] | null> {
  const id = toKrakenId(clientOrderId);
  const asked = { trades: "true", cl_ord_id: id };
  const { open } = await ask(call, "privatePostOpenOrders", asked);
  const resting = byClientId(open, id);
  if (resting) return resting;
  const { closed } = await ask(call, "privatePostClosedOrders", asked);
  return byClientId(closed, id);
}

function byClientId(orders: unknown, id: string): readonly [string, Json] | null {
  const found = Object.entries(objectOf(orders, "orders")).map(
    ([txid, order]) => [txid, objectOf(order)] as const,
  );
  // the exchange filters; one that did not would else hand out somebody else's order
  return (
    found.find(
      ([, order]) => (findText(order.cl_ord_id) ?? "").replaceAll("-", "") === id.replaceAll("-", ""),
    ) ?? null
  );
}

async function tradesOf({ call }: Wire, market: NamedMarket, order: Json): Promise<readonly AccountTrade[]> {
  const ids = listOf(order.trades ?? []).map((each) => textOf(each, "trade id"));
  const feeAsset = (findText(order.oflags) ?? "").includes("fcib") ? market.base : market.quote;
  const found: AccountTrade[] = [];
  for (let from = 0; from < ids.length; from += TRADES_AT_ONCE) {
    const txid = ids.slice(from, from + TRADES_AT_ONCE).join(",");
    const result = await ask(call, "privatePostQueryTrades", { txid });
    found.push(
      ...Object.entries(result).map(([id, trade]) => toTrade(id, objectOf(trade), market, feeAsset)),
    );
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Newest first, fifty a page by their place in the list: what trades meanwhile makes pages overlap, never miss. */
async function listTrades(
  { call }: Wire,
  names: MarketNames,
  _markets: readonly NamedMarket[],
  since: MarketMs,
): Promise<readonly AccountTrade[]> {
  const start = Math.max(0, Math.floor(since / 1_000) - 1);
  const found: AccountTrade[] = [];
  let ofs = 0;
  for (let page = 0; page < PAGES_MOST; page++) {
    const result = await ask(call, "privatePostTradesHistory", ofs === 0 ? { start } : { start, ofs });
    const rows = Object.entries(objectOf(result.trades, "trades"));
    found.push(...rows.flatMap(([id, value]) => toListed(id, objectOf(value), names)));
    ofs += rows.length;
    if (rows.length === 0 || ofs >= Number(findText(result.count) ?? unreadable("the count is missing")))
      break;
  }
  return found;
}

/** A trade of any market: none of ours where it is no spot market. */
function toListed(id: string, trade: Json, names: MarketNames): readonly AccountTrade[] {
  const market = names.find(names.symbolOf(textOf(trade.pair, "market")) ?? "");
  return market ? [toTrade(id, trade, market, market.quote)] : [];
}

const toTrade = (id: string, trade: Json, market: NamedMarket, feeAsset: string): AccountTrade => ({
  venueTradeId: id,
  venueOrderId: textOf(trade.ordertxid, "order id"),
  symbol: market.symbol,
  price: decimalOf(trade.price, "price"),
  amount: decimalOf(trade.vol, "amount"),
  fee: { asset: feeAsset, amount: decimalOf(trade.fee, "fee") },
  liquidity: trade.maker === true || trade.maker === "true" ? "maker" : "taker",
  at: secondsOf(trade.time, "time"),
});
