import { amountOf, textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { NewOrder, SimOrder } from "@/server/exchange/simulator/core/sim-order";
import type { Desk } from "@/server/exchange/simulator/desk";
import type { Answer, RoutedCall } from "@/server/exchange/simulator/http/wire";
import type { Decimal } from "@/server/kernel/money";
import { data, failure, noCancel, noOrder, noPair, refusal } from "./kucoin-errors";
import { fillOf, hfOrderOf, orderOf, stopOrderOf } from "./kucoin-shapes";

const PAGE = 100;
const CLIENT_ID = /^[A-Za-z0-9_-]{1,40}$/;

type SymbolOf = (pair: unknown) => string | null;
type Fields = RoutedCall["fields"];
type Which = "orders" | "stops";

/** The requests about orders and fills of one account. A stop that waits is in a list of its own. */
export function kucoinOrders(desk: Desk, symbolOf: SymbolOf) {
  const create =
    (which: Which) =>
    ({ fields, account }: RoutedCall): Answer => {
      const order = readOrder(which, fields, account, symbolOf);
      if ("status" in order) return order;
      const placed = desk.place(order);
      if (!placed.ok) return refusal(placed.refused);
      return data({ orderId: placed.order.id, clientOid: placed.order.clientId });
    };

  const find = (request: RoutedCall, which: Which): SimOrder | null => {
    const { orderId: id, clientOid } = request.parts;
    const clientId = clientOid ?? textOf(request.fields.clientOid) ?? "";
    const order = desk.findOrder(request.account, id === undefined ? { clientId } : { id });
    return order && listOf(order) === which ? order : null;
  };

  const cancel =
    (which: Which) =>
    (request: RoutedCall): Answer => {
      const order = find(request, which);
      if (!order || !desk.cancel(order)) return noCancel();
      if (which === "stops") return data({ cancelledOrderIds: [order.id] });
      return data(
        request.parts.clientOid === undefined ? { orderId: order.id } : { clientOid: order.clientId },
      );
    };

  const one =
    (shape: (order: SimOrder) => unknown) =>
    (request: RoutedCall): Answer => {
      const order = find(request, "orders");
      return order ? data(shape(order)) : noOrder();
    };

  const stopOne = (request: RoutedCall): Answer => {
    const order = find(request, "stops");
    const named = request.parts.orderId === undefined;
    if (!order) return named ? data([]) : noOrder();
    return data(named ? [stopOrderOf(order)] : stopOrderOf(order));
  };

  const listed = orderLister(desk, symbolOf);

  const active = (request: RoutedCall): Answer =>
    symbolOf(request.fields.symbol) === null
      ? noPair()
      : data(listed(request, "orders").filter(isOpen).map(hfOrderOf));
  const done = (request: RoutedCall): Answer =>
    data(
      afterId(
        listed(request, "orders").filter((order) => !isOpen(order)),
        request.fields,
        hfOrderOf,
      ),
    );
  const old = (request: RoutedCall): Answer => {
    const wantsOpen = textOf(request.fields.status) === "active";
    return data(
      paged(
        listed(request, "orders").filter((order) => isOpen(order) === wantsOpen),
        request.fields,
        orderOf,
      ),
    );
  };
  const stops = (request: RoutedCall): Answer =>
    data(paged(listed(request, "stops").filter(isOpen), request.fields, stopOrderOf));

  const fills =
    (hf: boolean) =>
    ({ fields, account }: RoutedCall): Answer => {
      const symbol = symbolOf(fields.symbol);
      if (hf && symbol === null) return noPair();
      const [from, until] = [wholeOf(fields.startAt), wholeOf(fields.endAt)];
      const order = textOf(fields.orderId);
      const own = desk
        .trades(account, symbol)
        .filter(({ at }) => at >= (from ?? 0) && at <= (until ?? Number.MAX_SAFE_INTEGER))
        .filter((trade) => order === undefined || trade.orderId === order)
        .toReversed();
      return data(hf ? afterId(own, fields, fillOf) : paged(own, fields, fillOf));
    };

  return { create, cancel, one, stopOne, active, done, old, stops, fills };
}

const isOpen = ({ status }: SimOrder): boolean => status === "open";

/** An account's orders as a request names them, newest first. */
const orderLister =
  (desk: Desk, symbolOf: SymbolOf) =>
  (request: RoutedCall, which: Which): readonly SimOrder[] => {
    const symbol = symbolOf(request.fields.symbol);
    const [from, until] = [wholeOf(request.fields.startAt), wholeOf(request.fields.endAt)];
    return desk
      .orders(request.account, "all")
      .filter((order) => listOf(order) === which && (symbol === null || order.symbol === symbol))
      .filter(({ createdAt }) => createdAt >= (from ?? 0) && createdAt <= (until ?? Number.MAX_SAFE_INTEGER))
      .toReversed();
  };

const listOf = (order: SimOrder): Which => (order.stop !== null && !order.triggered ? "stops" : "orders");

/** Pages by the last number that was seen, newest first. */
function afterId<T extends { readonly number: number }>(
  all: readonly T[],
  fields: Fields,
  shape: (one: T) => unknown,
) {
  const last = wholeOf(fields.lastId);
  const most = Math.min(wholeOf(fields.limit) ?? 20, PAGE);
  const items = all.filter(({ number }) => last === null || number < last).slice(0, most);
  return { lastId: items.at(-1)?.number ?? 0, items: items.map(shape) };
}

function paged<T>(all: readonly T[], fields: Fields, shape: (one: T) => unknown) {
  const pageSize = Math.min(wholeOf(fields.pageSize) ?? 50, 500);
  const currentPage = Math.max(wholeOf(fields.currentPage) ?? 1, 1);
  const items = all.slice((currentPage - 1) * pageSize, currentPage * pageSize);
  return {
    currentPage,
    pageSize,
    totalNum: all.length,
    totalPage: Math.ceil(all.length / pageSize),
    items: items.map(shape),
  };
}

function readOrder(which: Which, fields: Fields, account: string, symbolOf: SymbolOf): NewOrder | Answer {
  const symbol = symbolOf(fields.symbol);
  if (symbol === null) return noPair();
  const clientId = textOf(fields.clientOid);
  if (clientId === undefined) return failure("400100", "validation.createOrder.clientOidIsRequired");
  if (!CLIENT_ID.test(clientId)) return failure("400100", "validation.createOrder.clientOidIsInvalid");
  const [side, type] = [sideOf(fields), textOf(fields.type) ?? "limit"];
  if (!side) return failure("400100", "validation.createOrder.sideIsRequired");
  if (type !== "market" && type !== "limit") return failure("400100", "validation.createOrder.typeIsInvalid");
  const numbers = readNumbers(type, which, fields);
  if ("status" in numbers) return numbers;
  const stop = textOf(fields.stop) ?? "loss";
  return {
    account,
    clientId,
    symbol,
    side,
    type,
    postOnly: fields.postOnly === true,
    tif: tifOf(fields),
    amount: numbers.amount,
    cost: numbers.cost,
    price: numbers.price,
    stop: numbers.stopPrice && { price: numbers.stopPrice, when: stop === "entry" ? "rises" : "falls" },
    note: which === "stops" ? { stop } : {},
  };
}

function sideOf(fields: Fields): "buy" | "sell" | null {
  const side = textOf(fields.side);
  return side === "buy" || side === "sell" ? side : null;
}

function tifOf(fields: Fields): NewOrder["tif"] {
  const tif = textOf(fields.timeInForce)?.toLowerCase();
  return tif === "ioc" || tif === "fok" ? tif : "gtc";
}

type Numbers = {
  readonly amount: Decimal | null;
  readonly cost: Decimal | null;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
};

function readNumbers(type: "market" | "limit", which: Which, fields: Fields): Numbers | Answer {
  const [amount, cost] = [amountOf(fields.size), amountOf(fields.funds)];
  const price = type === "limit" ? amountOf(fields.price) : null;
  const stopPrice = which === "stops" ? amountOf(fields.stopPrice) : null;
  if (amount === undefined || cost === undefined || (amount === null) === (cost === null))
    return failure("400100", "Parameter error: size or funds");
  if ((type === "limit" && !price) || (which === "stops" && !stopPrice))
    return failure("400100", "Parameter error: price");
  return { amount, cost, price: price ?? null, stopPrice: stopPrice ?? null };
}

/** The markets with open orders. */
export const activeSymbols =
  (desk: Desk) =>
  ({ account }: RoutedCall): Answer => {
    const open = desk.orders(account, "open").map((order) => hfOrderOf(order).symbol);
    return data({ symbols: [...new Set(open)] });
  };
