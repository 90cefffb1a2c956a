import { amountOf, textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { NewOrder, SimOrder, Stop } from "@/server/exchange/simulator/core/sim-order";
import type { Desk } from "@/server/exchange/simulator/desk";
import { type Answer, ok, type RoutedCall } from "@/server/exchange/simulator/http/wire";
import type { Decimal } from "@/server/kernel/money";
import { badArguments, failure, noOrder, noPair, refusal } from "./luno-errors";
import { orderOf, orderV3, tradeOf } from "./luno-shapes";

const MOST = 100;
const ORDERS_MOST = 1_000;
const CLIENT_ID = /^[\x21-\x7e]{1,255}$/;

type SymbolOf = (pair: unknown) => string | null;
type Fields = RoutedCall["fields"];

/** The requests about orders and trades of one account. */
export function lunoOrders(desk: Desk, symbolOf: SymbolOf) {
  const place = (request: RoutedCall, order: NewOrder | Answer): Answer => {
    if ("status" in order) return order;
    const late = objectToAge(request.fields, desk.clocks.wall());
    if (late) return late;
    const placed = desk.place(order);
    return placed.ok ? ok({ order_id: placed.order.id }) : refusal(placed.refused);
  };

  const market = (request: RoutedCall): Answer => place(request, readMarketOrder(request, symbolOf));
  const limit = (request: RoutedCall): Answer =>
    place(
      request,
      readLimitOrder(request, symbolOf, (symbol) => desk.look(symbol)?.view.quote.last ?? null),
    );

  const stop = ({ fields, account }: RoutedCall): Answer => {
    const order = desk.findOrder(account, { id: textOf(fields.order_id) ?? "" });
    if (!order) return noOrder();
    return desk.cancel(order)
      ? ok({ success: true })
      : failure(400, "ErrCannotStopUnknownOrNonPendingOrder", "Cannot stop unknown or non-pending order.");
  };

  const one = ({ account, parts }: RoutedCall): Answer => {
    const order = desk.findOrder(account, { id: parts.id ?? "" });
    return order ? ok(orderOf(order)) : noOrder();
  };

  const oneV3 = ({ account, fields }: RoutedCall): Answer => {
    const [id, clientId] = [textOf(fields.id), textOf(fields.client_order_id)];
    const order = desk.findOrder(account, id === undefined ? { clientId: clientId ?? "" } : { id });
    return order ? ok(orderV3(order)) : noOrder();
  };

  const list =
    (shape: (order: SimOrder) => unknown, most: number) =>
    ({ account, fields }: RoutedCall): Answer => {
      const symbol = symbolOf(fields.pair);
      if (fields.pair !== undefined && symbol === null) return noPair();
      const orders = desk
        .orders(account, "all")
        .filter((order) => (symbol === null || order.symbol === symbol) && isWanted(order, fields))
        .toReversed()
        .slice(0, Math.min(wholeOf(fields.limit) ?? most, most));
      return ok({ orders: orders.map(shape) });
    };

  const trades = ({ account, fields }: RoutedCall): Answer => {
    const symbol = symbolOf(fields.pair);
    if (symbol === null) return noPair();
    const [since, before, afterSeq] = [fields.since, fields.before, fields.after_seq].map(wholeOf);
    const own = desk
      .trades(account, symbol)
      .filter(({ at }) => at >= (since ?? 0) && at < (before ?? Number.MAX_SAFE_INTEGER))
      .filter(({ number }) => number > (afterSeq ?? 0));
    const sorted = textOf(fields.sort_desc) === "true" ? own.toReversed() : own;
    const most = Math.min(wholeOf(fields.limit) ?? MOST, MOST);
    return ok({ trades: sorted.slice(0, most).map(tradeOf) });
  };

  return {
    market,
    limit,
    stop,
    one,
    oneV3,
    list: list(orderOf, MOST),
    listV2: list(orderV3, ORDERS_MOST),
    trades,
  };
}

function isWanted(order: SimOrder, fields: Fields): boolean {
  const state = textOf(fields.state) ?? (fields.closed === undefined ? null : closedState(fields));
  const before = wholeOf(fields.created_before);
  const own = order.status === "open" ? "PENDING" : "COMPLETE";
  return (state === null || state === own) && (before === null || order.createdAt < before);
}

const closedState = (fields: Fields): string => (textOf(fields.closed) === "true" ? "COMPLETE" : "PENDING");

/** A request says when it was made and how long it holds; what arrives later is not acted on. */
function objectToAge(fields: Fields, now: number): Answer | null {
  const [timestamp, ttl] = [wholeOf(fields.timestamp), wholeOf(fields.ttl)];
  return timestamp !== null && now > timestamp + (ttl ?? 10_000)
    ? failure(400, "ErrDeadlineExceeded", "Could not complete before the deadline.")
    : null;
}

type Common = Pick<NewOrder, "account" | "clientId" | "symbol" | "note">;

function readCommon({ fields, account }: RoutedCall, symbolOf: SymbolOf): Common | Answer {
  const symbol = symbolOf(fields.pair);
  if (symbol === null) return noPair();
  const clientId = textOf(fields.client_order_id) ?? null;
  if (clientId !== null && !CLIENT_ID.test(clientId))
    return failure(400, "ErrInvalidClientOrderId", "Invalid client order id.");
  return { account, clientId, symbol, note: {} };
}

function readMarketOrder(request: RoutedCall, symbolOf: SymbolOf): NewOrder | Answer {
  const common = readCommon(request, symbolOf);
  if ("status" in common) return common;
  const { fields } = request;
  const type = textOf(fields.type);
  if (type !== "BUY" && type !== "SELL") return failure(400, "ErrInvalidOrderSide", "Invalid order side.");
  const [base, counter] = [amountOf(fields.base_volume), amountOf(fields.counter_volume)];
  if (type === "BUY" && !counter)
    return failure(400, "ErrInvalidCounterVolume", "A market buy names its counter volume.");
  if (type === "SELL" && !base)
    return failure(400, "ErrInvalidBaseVolume", "A market sell names its base volume.");
  return {
    ...common,
    side: type === "BUY" ? "buy" : "sell",
    type: "market",
    postOnly: false,
    tif: "gtc",
    amount: type === "SELL" ? (base ?? null) : null,
    cost: type === "BUY" ? (counter ?? null) : null,
    price: null,
    stop: null,
  };
}

function readLimitOrder(
  request: RoutedCall,
  symbolOf: SymbolOf,
  lastOf: (symbol: string) => Decimal | null,
): NewOrder | Answer {
  const common = readCommon(request, symbolOf);
  if ("status" in common) return common;
  const { fields } = request;
  const type = textOf(fields.type);
  if (type !== "BID" && type !== "ASK") return failure(400, "ErrInvalidOrderSide", "Invalid order side.");
  const [volume, price] = [amountOf(fields.volume), amountOf(fields.price)];
  if (!volume) return failure(400, "ErrInvalidVolume", "Invalid volume.");
  if (!price) return failure(400, "ErrInvalidPrice", "Invalid price.");
  const stop = readStop(fields, lastOf(common.symbol));
  if (stop && "status" in stop) return stop;
  return {
    ...common,
    side: type === "BID" ? "buy" : "sell",
    type: "limit",
    postOnly: textOf(fields.post_only) === "true" || fields.post_only === true,
    tif: tifOf(fields),
    amount: volume,
    cost: null,
    price,
    stop,
  };
}

function tifOf(fields: Fields): NewOrder["tif"] {
  const tif = textOf(fields.time_in_force)?.toLowerCase();
  return tif === "ioc" || tif === "fok" ? tif : "gtc";
}

function readStop(fields: Fields, last: Decimal | null): Stop | null | Answer {
  const price = amountOf(fields.stop_price);
  if (price === null) return null;
  if (price === undefined) return failure(400, "ErrInvalidStopPrice", "Invalid stop price.");
  const direction = textOf(fields.stop_direction);
  if (direction === "ABOVE") return { price, when: "rises" };
  if (direction === "BELOW") return { price, when: "falls" };
  if (direction !== "RELATIVE_LAST_TRADE" || !last) return badArguments("Invalid stop direction.");
  return { price, when: price.gt(last) ? "rises" : "falls" };
}
