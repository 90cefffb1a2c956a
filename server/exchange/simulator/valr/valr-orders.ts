import { amountOf, textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { NewOrder, SimOrder } from "@/server/exchange/simulator/core/sim-order";
import type { Desk } from "@/server/exchange/simulator/desk";
import { type Answer, ok, type RoutedCall } from "@/server/exchange/simulator/http/wire";
import type { Decimal } from "@/server/kernel/money";
import { failure, noPair, notFound, refusal } from "./valr-errors";
import { historyShape, openShape, statusShape, tradeShape } from "./valr-shapes";

const PAGE_MOST = 100;
const CUSTOMER_ID = /^[A-Za-z0-9-]{1,50}$/;

type SymbolOf = (pair: unknown) => string | null;
type Kind = "market" | "limit" | "stop";

/** The requests about orders and trades of one account. A 202 says that an order was taken in, not that it stands. */
export function valrOrders(desk: Desk, symbolOf: SymbolOf) {
  const create =
    (kind: Kind) =>
    ({ fields, account }: RoutedCall): Answer => {
      const order = readOrder(kind, fields, account, symbolOf);
      if ("status" in order) return order;
      const placed = desk.place(order);
      if (!placed.ok) return refusal(placed.refused, placed.words, desk.rulesOf(order.symbol));
      return { status: 202, body: { id: placed.order.id } };
    };

  const byKey = (key: "id" | "clientId", request: RoutedCall): SimOrder | null =>
    desk.findOrder(request.account, { [key]: request.parts.id ?? "" });

  const cancel = ({ fields, account }: RoutedCall): Answer => {
    const [id, clientId] = [textOf(fields.orderId), textOf(fields.customerOrderId)];
    const order = desk.findOrder(account, id === undefined ? { clientId: clientId ?? "" } : { id });
    if (!order || order.symbol !== symbolOf(fields.pair)) return notFound();
    desk.cancel(order);
    return { status: 202, body: { id: order.id } };
  };

  const status =
    (key: "id" | "clientId") =>
    (request: RoutedCall): Answer => {
      const order = byKey(key, request);
      return order && order.symbol === symbolOf(request.parts.pair) ? ok(statusShape(order)) : notFound();
    };

  const summary =
    (key: "id" | "clientId") =>
    (request: RoutedCall): Answer => {
      const order = byKey(key, request);
      return order && order.status !== "open" ? ok(historyShape(order)) : notFound();
    };

  const open = ({ account }: RoutedCall): Answer => ok(desk.orders(account, "open").map(openShape));

  const history = ({ account, fields }: RoutedCall): Answer => {
    const ended = desk.orders(account, "all").filter((order) => order.status !== "open");
    return ok(page(ended.toReversed(), fields).map(historyShape));
  };

  const trades = ({ account, fields, parts }: RoutedCall): Answer => {
    const symbol = symbolOf(parts.pair);
    if (symbol === null) return noPair();
    return ok(page(desk.trades(account, symbol).toReversed(), fields).map(tradeShape));
  };

  return { create, cancel, status, summary, open, history, trades };
}

export function page<T>(all: readonly T[], fields: RoutedCall["fields"]): readonly T[] {
  const skip = wholeOf(fields.skip) ?? 0;
  return all.slice(skip, skip + Math.min(wholeOf(fields.limit) ?? PAGE_MOST, PAGE_MOST));
}

function readOrder(
  kind: Kind,
  fields: RoutedCall["fields"],
  account: string,
  symbolOf: SymbolOf,
): NewOrder | Answer {
  const symbol = symbolOf(fields.pair);
  if (symbol === null) return noPair();
  const side = textOf(fields.side)?.toLowerCase();
  if (side !== "buy" && side !== "sell") return failure(400, -113, "Invalid JSON payload");
  const clientId = textOf(fields.customerOrderId) ?? null;
  if (clientId !== null && !CUSTOMER_ID.test(clientId))
    return failure(400, -11501, "Invalid customer order id");
  const numbers = kind === "market" ? marketNumbers(fields) : limitNumbers(fields, kind);
  if ("status" in numbers) return numbers;
  const postOnly = kind === "limit" && fields.postOnly === true;
  return {
    account,
    clientId,
    symbol,
    side,
    type: kind === "market" ? "market" : "limit",
    postOnly,
    tif: tifOf(fields),
    amount: numbers.amount,
    cost: numbers.cost,
    price: numbers.price,
    stop: numbers.stop && { price: numbers.stop, when: directionOf(fields, side) },
    note: { type: nameOf(kind, postOnly, fields) },
  };
}

function tifOf(fields: RoutedCall["fields"]): NewOrder["tif"] {
  const tif = textOf(fields.timeInForce)?.toLowerCase();
  return tif === "ioc" || tif === "fok" ? tif : "gtc";
}

type Numbers = {
  readonly amount: Decimal | null;
  readonly cost: Decimal | null;
  readonly price: Decimal | null;
  readonly stop: Decimal | null;
};

function marketNumbers(fields: RoutedCall["fields"]): Numbers | Answer {
  const [amount, cost] = [amountOf(fields.baseAmount), amountOf(fields.quoteAmount)];
  if (amount === undefined || cost === undefined || (amount === null) === (cost === null))
    return failure(400, -113, "Invalid JSON payload");
  return { amount, cost, price: null, stop: null };
}

function limitNumbers(fields: RoutedCall["fields"], kind: Kind): Numbers | Answer {
  const [amount, price] = [amountOf(fields.quantity), amountOf(fields.price)];
  const stop = kind === "stop" ? amountOf(fields.stopPrice) : null;
  if (!amount || !price || stop === undefined || (kind === "stop" && !stop))
    return failure(400, -113, "Invalid JSON payload");
  return { amount, cost: null, price, stop };
}

const directionOf = (fields: RoutedCall["fields"], side: "buy" | "sell") =>
  (textOf(fields.type) === "TAKE_PROFIT_LIMIT") === (side === "buy") ? "falls" : "rises";

function nameOf(kind: Kind, postOnly: boolean, fields: RoutedCall["fields"]): string {
  if (kind === "market") return "market";
  if (kind === "stop")
    return textOf(fields.type) === "TAKE_PROFIT_LIMIT" ? "take-profit-limit" : "stop-loss-limit";
  return postOnly ? "post-only limit" : "limit";
}
