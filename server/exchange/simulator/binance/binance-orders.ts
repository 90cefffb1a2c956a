import { amountOf, textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { NewOrder, SimOrder, Stop } from "@/server/exchange/simulator/core/sim-order";
import type { Desk } from "@/server/exchange/simulator/desk";
import { type Answer, ok, type RoutedCall } from "@/server/exchange/simulator/http/wire";
import type { Decimal } from "@/server/kernel/money";
import { missing, noSymbol, problem, refusalAnswer } from "./binance-errors";
import { ackOf, cancelledOf, fullOf, myTradeOf, pairOf, resultOf, storedOf } from "./binance-shapes";

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const BAD_CLIENT_ID =
  "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.";
const NO_ORDER = -2013;
const NO_CANCEL = -2011;
const TRADES_MOST = 1_000;
const TRADES_USUAL = 500;

/** What each order type needs, by the exchange's documentation. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  LIMIT: ["timeInForce", "quantity", "price"],
  MARKET: [],
  LIMIT_MAKER: ["quantity", "price"],
  STOP_LOSS: ["quantity", "stopPrice"],
  STOP_LOSS_LIMIT: ["timeInForce", "quantity", "price", "stopPrice"],
  TAKE_PROFIT: ["quantity", "stopPrice"],
  TAKE_PROFIT_LIMIT: ["timeInForce", "quantity", "price", "stopPrice"],
};

/** The requests about orders and trades of one account. */
export function binanceOrders(desk: Desk, symbolOf: (pair: unknown) => string | null) {
  const find = orderFinder(desk, symbolOf);

  const create = (request: RoutedCall, test: boolean): Answer => {
    const order = readOrder(request, symbolOf);
    if ("status" in order) return order;
    if (test) return ok({});
    const placed = desk.place(order);
    return placed.ok ? placedAnswer(request, placed.order) : refusalAnswer(placed.refused);
  };

  const placedAnswer = (request: RoutedCall, order: SimOrder): Answer => {
    const usual = order.stop || order.postOnly ? "ACK" : "FULL";
    const wanted = textOf(request.fields.newOrderRespType) ?? usual;
    if (wanted === "ACK") return ok(ackOf(order));
    if (wanted === "RESULT") return ok(resultOf(order));
    const all = desk.engine.ledger.tradesOf(request.account);
    return ok(
      fullOf(
        order,
        all.filter(({ orderId }) => orderId === order.id),
      ),
    );
  };

  const cancel = (request: RoutedCall): Answer => {
    const order = find(request);
    if (order === "no_symbol") return noSymbol();
    if (!order || !desk.cancel(order)) return problem(NO_CANCEL, "Unknown order sent.");
    const cancelId = textOf(request.fields.newClientOrderId) ?? `cancel_${order.id}`;
    return ok(cancelledOf(order, desk.clocks.market(), cancelId));
  };

  const query = (request: RoutedCall): Answer => {
    const order = find(request);
    if (order === "no_symbol") return noSymbol();
    return order ? ok(storedOf(order)) : problem(NO_ORDER, "Order does not exist.");
  };

  const open = (request: RoutedCall): Answer => {
    const symbol = symbolOf(request.fields.symbol);
    if (request.fields.symbol !== undefined && symbol === null) return noSymbol();
    const orders = desk.orders(request.account, "open");
    return ok(orders.filter((order) => symbol === null || order.symbol === symbol).map(storedOf));
  };

  const all = (request: RoutedCall): Answer => {
    const symbol = symbolOf(request.fields.symbol);
    if (symbol === null) return noSymbol();
    const { startTime, endTime, limit, orderId } = request.fields;
    const [from, until] = [wholeOf(startTime), wholeOf(endTime)];
    const first = wholeOf(orderId);
    const orders = desk
      .orders(request.account, "all")
      .filter((order) => order.symbol === symbol)
      .filter((order) => first === null || Number.parseInt(order.id, 10) >= first)
      .filter(
        ({ createdAt }) => (from === null || createdAt >= from) && (until === null || createdAt <= until),
      );
    return ok(limited(orders, limit, from !== null || first !== null).map(storedOf));
  };

  const trades = (request: RoutedCall): Answer => {
    const symbol = symbolOf(request.fields.symbol);
    if (symbol === null) return noSymbol();
    const { startTime, endTime, limit, fromId, orderId } = request.fields;
    const [from, until] = [wholeOf(startTime), wholeOf(endTime)];
    const [first, order] = [wholeOf(fromId), textOf(orderId)];
    if (from !== null && until !== null && until - from > 86_400_000)
      return problem(-1127, "More than 24 hours between startTime and endTime.");
    const own = desk
      .trades(request.account, symbol)
      .filter(({ at }) => (from === null || at >= from) && (until === null || at <= until))
      .filter((trade) => first === null || Number.parseInt(trade.id, 10) >= first)
      .filter((trade) => order === undefined || trade.orderId === order);
    return ok(limited(own, limit, from !== null || first !== null).map(myTradeOf));
  };

  return { create, cancel, query, open, all, trades };
}

/** The order that a request names by its id or client id, in the market that it names. */
const orderFinder =
  (desk: Desk, symbolOf: (pair: unknown) => string | null) =>
  (request: RoutedCall): SimOrder | "no_symbol" | null => {
    const symbol = symbolOf(request.fields.symbol);
    if (symbol === null) return "no_symbol";
    const id = textOf(request.fields.orderId);
    const clientId = textOf(request.fields.origClientOrderId);
    const found =
      id !== undefined
        ? desk.findOrder(request.account, { id })
        : clientId !== undefined
          ? desk.findOrder(request.account, { clientId })
          : null;
    return found?.symbol === symbol ? found : null;
  };

/** The oldest ones from a beginning that was named, else the newest. */
function limited<T>(all: readonly T[], limit: unknown, fromStart: boolean): readonly T[] {
  const most = Math.min(wholeOf(limit) ?? TRADES_USUAL, TRADES_MOST);
  return fromStart ? all.slice(0, most) : all.slice(-most);
}

/** An order as its parameters say, or what is wrong with them. */
function readOrder(request: RoutedCall, symbolOf: (pair: unknown) => string | null): NewOrder | Answer {
  const { fields } = request;
  const symbol = symbolOf(fields.symbol);
  if (symbol === null) return noSymbol();
  const [type, side] = [textOf(fields.type) ?? "", textOf(fields.side)?.toLowerCase()];
  const flaw = objectToFields(type, fields);
  if (flaw) return flaw;
  if (side !== "buy" && side !== "sell") return problem(-1117, "Invalid side.");
  const numbers = readNumbers(type, fields);
  if ("status" in numbers) return numbers;
  const tif = textOf(fields.timeInForce)?.toLowerCase() ?? "gtc";
  if (tif !== "gtc" && tif !== "ioc" && tif !== "fok") return problem(-1115, "Invalid timeInForce.");
  const { amount, cost, price, stopPrice } = numbers;
  return {
    account: request.account,
    clientId: textOf(fields.newClientOrderId) ?? null,
    symbol,
    side,
    type: type.includes("LIMIT") ? "limit" : "market",
    postOnly: type === "LIMIT_MAKER",
    tif,
    amount,
    cost,
    price,
    stop: stopPrice && { price: stopPrice, when: directionOf(type, side) },
    note: { type, pair: pairOf(symbol) },
  };
}

type Fields = RoutedCall["fields"];

function objectToFields(type: string, fields: Fields): Answer | null {
  const needs = TYPES[type];
  if (!needs) return problem(-1116, "Invalid orderType.");
  const lacking = needs.find((name) => textOf(fields[name]) === undefined);
  if (lacking) return missing(lacking);
  const clientId = textOf(fields.newClientOrderId);
  return clientId === undefined || CLIENT_ID.test(clientId) ? null : problem(-1100, BAD_CLIENT_ID);
}

type Numbers = {
  readonly amount: Decimal | null;
  readonly cost: Decimal | null;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
};

function readNumbers(type: string, fields: Fields): Numbers | Answer {
  const [amount, cost] = [amountOf(fields.quantity), amountOf(fields.quoteOrderQty)];
  const price = type.includes("LIMIT") ? amountOf(fields.price) : null;
  const stopPrice = /^(STOP|TAKE)/.test(type) ? amountOf(fields.stopPrice) : null;
  if (amount === undefined || cost === undefined || price === undefined || stopPrice === undefined)
    return problem(-1100, "Illegal characters found in a parameter.");
  if (amount === null && cost === null) return missing("quantity");
  return amount && cost ? problem(-1101, "Too many parameters.") : { amount, cost, price, stopPrice };
}

function directionOf(type: string, side: "buy" | "sell"): Stop["when"] {
  const against = type.startsWith("STOP") ? side === "sell" : side === "buy";
  return against ? "falls" : "rises";
}
