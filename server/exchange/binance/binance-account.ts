import type { NamedMarket } from "@/server/exchange/ccxt/market-names";
import type { AccountCalls } from "@/server/exchange/ccxt/open-account";
import {
  decimalOf,
  findText,
  type Json,
  msOf,
  objectOf,
  objectsOf,
  textOf,
} from "@/server/exchange/ccxt/read-answer";
import { averageOf } from "@/server/exchange/ccxt/shapes";
import type { Wire } from "@/server/exchange/ccxt/wire";
import type { KeyRights } from "@/server/exchange/core/exchange-client";
import type { AccountTrade, OpenOrder, OrderRequest, VenueOrder } from "@/server/exchange/core/exchange-port";
import { verdictOf } from "@/server/exchange/core/verdict";
import { type MarketMs, wallMs } from "@/server/kernel/clock";
import { binanceManners } from "./binance-manners";
import { loadBinanceMarkets } from "./binance-markets";

const PAGE = 1_000;
const PAGES_MOST = 200;
const STATUS: Readonly<Record<string, VenueOrder["status"]>> = {
  PENDING_NEW: "open",
  NEW: "open",
  PARTIALLY_FILLED: "open",
  PENDING_CANCEL: "open",
  FILLED: "closed",
  CANCELED: "canceled",
  REJECTED: "canceled",
  EXPIRED: "canceled",
  EXPIRED_IN_MATCH: "canceled",
};

/** Binance's requests about an account. Its orders tell no fee: trades are asked for with each. */
export const binanceAccount: AccountCalls = {
  manners: binanceManners,
  loadMarkets: loadBinanceMarkets,
  create: async ({ callBefore }, { id }, request) => {
    const asked = { symbol: id, newClientOrderId: request.clientOrderId, ...termsOf(request) };
    const answer = objectOf(await callBefore(request.deadline)("privatePostOrder", asked));
    return textOf(answer.orderId, "order id");
  },
  find: async (wire, market, clientOrderId) => {
    const order = await findRaw(wire, market, clientOrderId);
    if (!order) return null;
    const orderId = textOf(order.orderId, "order id");
    const filled = decimalOf(order.executedQty, "filled");
    const status = statusOf(order);
    return {
      venueOrderId: orderId,
      clientOrderId,
      status,
      reason: status === "canceled" ? (findText(order.status) ?? "").toLowerCase().replaceAll("_", " ") : "",
      ...(order.status === "REJECTED" && { refused: "order" as const }),
      filled,
      averagePrice: averageOf(decimalOf(order.cummulativeQuoteQty, "traded value"), filled),
      trades: filled.gt(0) ? await listTrades(wire, market, { orderId }) : [],
    };
  },
  cancel: async ({ call }, { id }, clientOrderId) => {
    await call("privateDeleteOrder", { symbol: id, origClientOrderId: clientOrderId });
  },
  open: async ({ call }, names, markets) => {
    const asks = markets && markets.length <= 3 ? markets.map(({ id }) => ({ symbol: id })) : [{}];
    const answers = await Promise.all(asks.map((ask) => call("privateGetOpenOrders", ask)));
    return answers.flatMap((answer) =>
      objectsOf(answer).flatMap((order): readonly OpenOrder[] => {
        const symbol = names.symbolOf(textOf(order.symbol, "symbol"));
        if (!symbol) return [];
        const filled = decimalOf(order.executedQty, "filled");
        return [
          {
            venueOrderId: textOf(order.orderId, "order id"),
            clientOrderId: textOf(order.clientOrderId, "client order id"),
            symbol,
            filled,
            averagePrice: averageOf(decimalOf(order.cummulativeQuoteQty, "traded value"), filled),
          },
        ];
      }),
    );
  },
  trades: async (wire, _names, markets, since) =>
    (await Promise.all(markets.map((market) => listTrades(wire, market, { startTime: since })))).flat(),
  balances: async ({ call }) => {
    const answer = objectOf(await call("privateGetAccount", { omitZeroBalances: true }));
    return objectsOf(answer.balances, "balances").map((one) => ({
      asset: textOf(one.asset, "asset"),
      total: decimalOf(one.free, "free").plus(decimalOf(one.locked, "locked")),
    }));
  },
  fees: async (wire, markets) => {
    if (wire.ccxt.isSandboxModeEnabled) return testnetFees(wire, markets);
    const answer = objectsOf(await wire.call("sapiGetAssetTradeFee", onlyOf(markets)));
    const byId = new Map(answer.map((fee) => [fee.symbol, fee]));
    return markets.flatMap(({ id, symbol }) => {
      const fee = byId.get(id);
      if (!fee) return [];
      const makerFee = decimalOf(fee.makerCommission, "maker fee");
      return [{ symbol, makerFee, takerFee: decimalOf(fee.takerCommission, "taker fee") }];
    });
  },
  rights: async (wire) => (wire.ccxt.isSandboxModeEnabled ? testnetRights(wire) : realRights(wire)),
};

const onlyOf = (markets: readonly NamedMarket[]) => (markets.length === 1 ? { symbol: markets[0]?.id } : {});

/** Market orders by amount of base, never by value; a stop becomes a market order at its level. */
function termsOf({ side, type, amount, limitPrice, triggerPrice, postOnly }: OrderRequest) {
  const common = { side: side.toUpperCase(), newOrderRespType: "FULL", quantity: amount.toFixed() };
  if (type === "market") return { ...common, type: "MARKET" };
  if (type === "stop") return { ...common, type: "STOP_LOSS", stopPrice: triggerPrice?.toFixed() };
  const price = limitPrice?.toFixed();
  return postOnly
    ? { ...common, type: "LIMIT_MAKER", price }
    : { ...common, type: "LIMIT", price, timeInForce: "GTC" };
}

async function findRaw({ call }: Wire, { id }: NamedMarket, clientOrderId: string): Promise<Json | null> {
  try {
    return objectOf(await call("privateGetOrder", { symbol: id, origClientOrderId: clientOrderId }));
  } catch (error) {
    if (verdictOf(error) === "not_found") return null;
    throw error;
  }
}

function statusOf(order: Json): VenueOrder["status"] {
  const text = textOf(order.status, "status");
  // a state nobody knows has not ended
  return STATUS[text] ?? "open";
}

/** Trades from a beginning on, page after page: each begins with the id after the last one seen. */
async function listTrades(
  { call }: Wire,
  { id, symbol }: NamedMarket,
  from: { readonly orderId: string } | { readonly startTime: MarketMs },
): Promise<readonly AccountTrade[]> {
  const found: AccountTrade[] = [];
  let ask: Readonly<Record<string, unknown>> = from;
  for (let page = 0; page < PAGES_MOST; page++) {
    const rows = objectsOf(await call("privateGetMyTrades", { symbol: id, limit: PAGE, ...ask }));
    found.push(...rows.map((row) => toTrade(row, symbol)));
    const last = rows.at(-1);
    if (rows.length < PAGE || !last || "orderId" in from) break;
    ask = { fromId: (BigInt(textOf(last.id, "trade id")) + 1n).toString() };
  }
  return found;
}

const toTrade = (row: Json, symbol: string): AccountTrade => ({
  venueTradeId: textOf(row.id, "trade id"),
  venueOrderId: textOf(row.orderId, "order id"),
  symbol,
  price: decimalOf(row.price, "price"),
  amount: decimalOf(row.qty, "amount"),
  fee: { asset: textOf(row.commissionAsset, "fee asset"), amount: decimalOf(row.commission, "fee") },
  liquidity: row.isMaker === true ? "maker" : "taker",
  at: msOf(row.time, "time"),
});

async function realRights({ call }: Wire): Promise<KeyRights> {
  const answer = objectOf(await call("sapiGetAccountApiRestrictions"));
  const moves = [answer.enableWithdrawals, answer.enableInternalTransfer, answer.permitsUniversalTransfer];
  const expiresAt = findText(answer.tradingAuthorityExpirationTime);
  return {
    read: answer.enableReading === true,
    trade: answer.enableSpotAndMarginTrading === true,
    withdraw: moves.some((right) => right === true),
    // it tells that a key is bound, not to which addresses
    addresses: answer.ipRestrict === true ? null : [],
    expiresAt: expiresAt ? wallMs(Number.parseInt(expiresAt, 10)) : null,
  };
}

/** The testnet has no page of rights, and no money. */
async function testnetRights({ call }: Wire): Promise<KeyRights> {
  const { canTrade } = objectOf(await call("privateGetAccount", { omitZeroBalances: true }));
  return { read: true, trade: canTrade === true, withdraw: null, addresses: null, expiresAt: null };
}

async function testnetFees({ call }: Wire, markets: readonly NamedMarket[]) {
  const answer = objectOf(await call("privateGetAccount", { omitZeroBalances: true }));
  const rates = objectOf(answer.commissionRates, "fees");
  const makerFee = decimalOf(rates.maker, "maker fee");
  const takerFee = decimalOf(rates.taker, "taker fee");
  return markets.map(({ symbol }) => ({ symbol, makerFee, takerFee }));
}
