import { setTimeout as sleep } from "node:timers/promises";
import type { Dict, Order } from "ccxt";
import type {
  AccountClient,
  Credentials,
  KeyRights,
  MarketFees,
} from "@/server/exchange/core/exchange-client";
import type {
  AccountTrade,
  CancelAnswer,
  OpenOrder,
  OrderRequest,
  PlaceAnswer,
  RejectCause,
  VenueBalance,
  VenueOrder,
} from "@/server/exchange/core/exchange-port";
import { objectToOrder } from "@/server/exchange/core/object-to-order";
import { beyond } from "@/server/exchange/core/sellable";
import { toPlaceAnswer } from "@/server/exchange/core/to-place-answer";
import { ExchangeFault, verdictOf } from "@/server/exchange/core/verdict";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, maxOf, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import * as ccxt from "./ccxt-values";
import { openValr, type ValrOptions } from "./open-valr";
import { exactOf, toListed } from "./open-valr-data";
import { orFault } from "./to-fault";
import type { Valr } from "./valr";

/** A cancel is taken in with a 202 as well: how often its end is looked for, and how long between. */
const CANCEL_LOOKS = 10;
const CANCEL_LOOK_MS = 200;
/** How much earlier than the order itself its first trade may be dated. */
const TRADE_SLACK_MS = 2_000;
/** A stop at VALR rests as a limit order once released: how far beyond its trigger it may still trade. */
const STOP_ROOM = toDecimal("0.05");

/** An account at VALR. An order is answered with 202 before it is looked at: `accepted` is pending until it is seen. */
export async function openValrAccount(
  options: ValrOptions & { readonly credentials: Credentials },
): Promise<AccountClient> {
  const valr = await openValr(options);
  const told: Asked = (ask) => orFault(valr, ask, options.credentials);
  const asked: Asked = (ask) => told(() => inTime(valr, ask));
  return {
    createOrder: (request) => place(valr, request, told),
    findOrder: (clientOrderId, symbol) => asked(() => findOrder(valr, clientOrderId, symbol)),
    cancelOrder: (clientOrderId, symbol) => asked(() => cancelOrder(valr, clientOrderId, symbol)),
    listOpenOrders: (symbols) => asked(() => listOpenOrders(valr, symbols)),
    listTrades: (symbols, since) => asked(() => listTrades(valr, symbols, since)),
    listBalances: () => asked(() => listBalances(valr)),
    fees: (symbols) => asked(() => listFees(valr, symbols)),
    keyRights: () => asked(() => readRights(valr)),
    close: () => valr.close(),
  };
}

/** Runs one ask; whatever it throws is told as every exchange's failures are. */
type Asked = <T>(ask: () => Promise<T>) => Promise<T>;

/** What only asks is asked again by VALR's own time, where ours, or what we knew of it, was refused: nothing was done. */
async function inTime<T>(valr: Valr, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ccxt.InvalidNonce)) throw error;
    await valr.loadTimeDifference();
    return ask();
  }
}

/** VALR's rules are looked at here: ccxt would cut an amount and round a price without a word. */
async function place(valr: Valr, request: OrderRequest, asked: Asked): Promise<PlaceAnswer> {
  const { clientOrderId, symbol } = request;
  const listed = async (isFresh: boolean) => {
    await asked(() => valr.loadMarkets(isFresh));
    const market = valr.markets?.[symbol];
    if (!market) throw new ExchangeFault("not_listed", `VALR lists no market ${symbol}.`);
    return toListed(market);
  };
  const send = async (): Promise<string> => {
    let market = await listed(false);
    // rules that refuse may be old
    if (objectToOrder(request, market, null)) market = await listed(true);
    const objection = objectToOrder(request, market, null);
    if (objection) throw new ExchangeFault("rules", `Not sent to VALR: ${objection}.`);
    const terms = argumentsOf(request, market.tickSize);
    const { id } = await asked(() => valr.createOrder(...terms)).catch((error) => followClock(valr, error));
    return textOf(id);
  };
  const findId = async () => (await asked(() => fetchByClientId(valr, clientOrderId, symbol)))?.id ?? null;
  return toPlaceAnswer(send, findId);
}

/** Our clock is off: VALR refused the call, and the next one goes by its time. */
async function followClock(valr: Valr, error: unknown): Promise<never> {
  if (verdictOf(error) === "clock") await valr.loadTimeDifference().catch(() => undefined);
  throw error;
}

function argumentsOf(request: OrderRequest, tick: Decimal): Parameters<Valr["createOrder"]> {
  const { symbol, type, side, clientOrderId, postOnly, limitPrice, triggerPrice } = request;
  // ccxt's numbers are text here: an amount goes through unchanged, digit by digit
  const text = (value: Decimal) => value.toFixed() as unknown as number;
  const amount = text(request.amount);
  if (type === "market") return [symbol, "market", side, amount, undefined, { clientOrderId }];
  if (type === "limit")
    return [
      symbol,
      "limit",
      side,
      amount,
      limitPrice ? text(limitPrice) : undefined,
      { clientOrderId, postOnly },
    ];
  const trigger = triggerPrice ?? ZERO;
  const price = beyond(side, trigger, STOP_ROOM, tick);
  return [symbol, "limit", side, amount, text(price), { clientOrderId, stopLossPrice: trigger.toFixed() }];
}

async function fetchByClientId(valr: Valr, clientOrderId: string, symbol: string): Promise<Order | null> {
  try {
    return await valr.fetchOrder("", symbol, { clientOrderId });
  } catch (error) {
    if (error instanceof ccxt.OrderNotFound) return null;
    throw error;
  }
}

async function findOrder(valr: Valr, clientOrderId: string, symbol: string): Promise<VenueOrder | null> {
  const order = await fetchByClientId(valr, clientOrderId, symbol);
  if (!order) return null;
  const status = statusOf(order);
  const filled = filledOf(order);
  const trades = filled.gt(0) ? await tradesOf(valr, order) : [];
  return {
    venueOrderId: textOf(order.id),
    clientOrderId,
    status,
    reason: status === "canceled" ? reasonOf(order.info) : "",
    ...(hasFailed(order.info) && { refused: causeOfFailure(reasonOf(order.info)) }),
    filled,
    averagePrice: averageOf(trades),
    trades,
  };
}

/** What every order has; one without is no answer. */
function textOf(told: string | undefined): string {
  if (told === undefined) throw new Fault("exchange", true, "VALR left a name out of an answer.");
  return told;
}

function statusOf(order: Order): VenueOrder["status"] {
  const { status } = order;
  if (status === "open" || status === "closed" || status === "canceled") return status;
  throw new Fault(
    "exchange",
    true,
    `VALR told an order's state nobody knows: ${order.info.orderStatusType ?? "none"}.`,
  );
}

const reasonOf = (info: Dict): string => {
  const told = String(info.failedReason ?? "");
  return told === "" || told === "None" ? String(info.orderStatusType ?? info.status ?? "") : told;
};

const hasFailed = (info: Dict): boolean => String(info.orderStatusType ?? info.status ?? "") === "Failed";

/** Taken in with a 202 and refused afterwards: VALR tells why in words alone. */
function causeOfFailure(words: string): RejectCause {
  if (/insufficient/i.test(words)) return "account";
  return /minimum|maximum|tick|decimal|precision/i.test(words) ? "rules" : "order";
}

/** Exact, from what VALR wrote. */
function filledOf({ info }: Order): Decimal {
  const executed = info.totalExecutedQuantity ?? info.executedQuantity;
  if (executed !== undefined) return exactOf({ executed }, "executed");
  return maxOf(exactOf(info, "originalQuantity").minus(exactOf(info, "remainingQuantity")), ZERO);
}

async function tradesOf(valr: Valr, order: Order): Promise<readonly AccountTrade[]> {
  const since = marketMs(Math.max((order.timestamp ?? 0) - TRADE_SLACK_MS, 0));
  return (await listTrades(valr, [textOf(order.symbol)], since)).filter(
    ({ venueOrderId }) => venueOrderId === order.id,
  );
}

function averageOf(trades: readonly { readonly price: Decimal; readonly amount: Decimal }[]): Decimal | null {
  const amount = sumOf(trades.map((trade) => trade.amount));
  return amount.isZero() ? null : sumOf(trades.map((trade) => trade.price.times(trade.amount))).div(amount);
}

async function cancelOrder(valr: Valr, clientOrderId: string, symbol: string): Promise<CancelAnswer> {
  const before = await fetchByClientId(valr, clientOrderId, symbol);
  if (!before) return { kind: "not_found" };
  if (before.status !== "open") return { kind: "already_ended" };
  try {
    await valr.cancelOrder(textOf(before.id), symbol);
  } catch (error) {
    // it ended in between: its state says how
    if (!(error instanceof ccxt.OrderNotFound || error instanceof ccxt.InvalidOrder)) throw error;
  }
  for (let look = 0; look < CANCEL_LOOKS; look++) {
    const now = await valr.fetchOrder(textOf(before.id), symbol);
    if (now.status === "canceled") return { kind: "cancelled" };
    if (now.status === "closed") return { kind: "already_ended" };
    await sleep(CANCEL_LOOK_MS);
  }
  throw new Fault("exchange", true, "VALR took the cancel in and has not told its outcome.");
}

async function listOpenOrders(valr: Valr, symbols: readonly string[] | null): Promise<readonly OpenOrder[]> {
  const orders = (await valr.fetchOpenOrders()).filter(
    ({ symbol }) => !symbols || symbols.includes(textOf(symbol)),
  );
  const partly = orders.filter((order) => filledOf(order).gt(0));
  const since = marketMs(
    Math.max(Math.min(...partly.map(({ timestamp }) => timestamp ?? 0)) - TRADE_SLACK_MS, 0),
  );
  const trades =
    partly.length === 0
      ? []
      : await listTrades(valr, [...new Set(partly.map(({ symbol }) => textOf(symbol)))], since);
  return orders.map((order) => ({
    venueOrderId: textOf(order.id),
    clientOrderId: order.clientOrderId ?? "",
    symbol: textOf(order.symbol),
    filled: filledOf(order),
    averagePrice: averageOf(trades.filter(({ venueOrderId }) => venueOrderId === order.id)),
  }));
}

async function listTrades(
  valr: Valr,
  symbols: readonly string[],
  since: MarketMs,
): Promise<readonly AccountTrade[]> {
  const all: AccountTrade[] = [];
  for (const symbol of symbols) {
    for (const trade of await valr.fetchMyTrades(symbol, since)) {
      const info = trade.info as Dict;
      all.push({
        venueTradeId: String(trade.id),
        venueOrderId: String(trade.order),
        symbol,
        price: exactOf(info, "price"),
        amount: exactOf(info, "quantity"),
        fee: { asset: String(trade.fee?.currency), amount: feeOf(info) },
        liquidity: trade.takerOrMaker === "maker" ? "maker" : "taker",
        at: marketMs(trade.timestamp ?? 0),
      });
    }
  }
  return all.sort((a, b) => a.at - b.at);
}

/** A reward is a fee below zero. */
function feeOf(info: Dict): Decimal {
  const reward = info.makerReward === undefined ? ZERO : exactOf(info, "makerReward");
  if (!reward.isZero()) return reward.negated();
  return info.fee === undefined ? ZERO : exactOf(info, "fee");
}

async function listBalances(valr: Valr): Promise<readonly VenueBalance[]> {
  const { info } = await valr.fetchBalance();
  return (info as Dict[]).map((row) => ({
    asset: valr.safeCurrencyCode(String(row.currency)) ?? String(row.currency),
    total: exactOf(row, "total"),
  }));
}

async function listFees(valr: Valr, symbols: readonly string[]): Promise<readonly MarketFees[]> {
  const fees = await valr.fetchTradingFees();
  return symbols.flatMap((symbol) => {
    const info = (fees[symbol]?.info ?? null) as Dict | null;
    if (!info) return [];
    return [
      {
        symbol,
        makerFee: exactOf(info, "makerPercentage").div(100),
        takerFee: exactOf(info, "takerPercentage").div(100),
      },
    ];
  });
}

async function readRights(valr: Valr): Promise<KeyRights> {
  const told = await valr.fetchApiKey();
  const permissions = Array.isArray(told.permissions) ? told.permissions.map(String) : null;
  const has = (what: RegExp) => (permissions ? permissions.some((each) => what.test(each)) : null);
  const bound = String(told.allowedIpAddressCidr ?? "").split(",");
  return {
    read: has(/view/i),
    trade: has(/trade/i),
    withdraw: has(/withdraw/i),
    addresses: bound.map((each) => each.trim()).filter(Boolean),
    // VALR tells of no end
    expiresAt: null,
  };
}
