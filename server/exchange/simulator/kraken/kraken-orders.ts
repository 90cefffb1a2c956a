import { amountOf, textOf, wholeOf } from "@/server/exchange/simulator/core/read-field";
import type { NewOrder, SimOrder, Stop } from "@/server/exchange/simulator/core/sim-order";
import type { Desk } from "@/server/exchange/simulator/desk";
import type { Answer, RoutedCall } from "@/server/exchange/simulator/http/wire";
import type { Decimal } from "@/server/kernel/money";
import { failed, refusal, result } from "./kraken-errors";
import { orderOf, orderText, tradeOf } from "./kraken-shapes";

const PAGE = 50;
const TYPES = ["market", "limit", "stop-loss", "stop-loss-limit", "take-profit", "take-profit-limit"];
/** A UUID with dashes or without, or a text of 18 characters at most. */
const CLIENT_ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[\x21-\x7e]{1,18})$/i;

type Fields = RoutedCall["fields"];

/** The requests about orders and trades of one account. */
export function krakenOrders(desk: Desk, symbolOf: (pair: unknown) => string | null) {
  const add = ({ fields, account }: RoutedCall): Answer => {
    const deadline = textOf(fields.deadline);
    if (deadline !== undefined && Date.parse(deadline) < desk.clocks.wall())
      return failed("EService:Deadline elapsed");
    const order = readOrder(fields, account, symbolOf);
    if ("status" in order) return order;
    if (textOf(fields.validate) === "true") return result({ descr: { order: "validated" } });
    const placed = desk.place(order);
    if (!placed.ok) return refusal(placed.refused);
    return result({ txid: [placed.order.id], descr: { order: orderText(placed.order), close: "" } });
  };

  const cancel = ({ fields, account }: RoutedCall): Answer => {
    const [id, clientId] = [textOf(fields.txid), textOf(fields.cl_ord_id)];
    const order =
      id !== undefined
        ? desk.findOrder(account, { id })
        : desk.findOrder(account, { clientId: clientId ?? "" });
    return order && desk.cancel(order) ? result({ count: 1 }) : failed("EOrder:Unknown order");
  };

  const open = ({ fields, account }: RoutedCall): Answer => {
    const orders = desk.orders(account, "open").filter((order) => fits(order, fields));
    return result({ open: keyed(orders.toReversed(), fields) });
  };

  const closed = ({ fields, account }: RoutedCall): Answer => {
    const by = textOf(fields.closetime) ?? "both";
    const orders = desk
      .orders(account, "all")
      .filter((order) => order.status !== "open" && fits(order, fields))
      .filter((order) => isBetween(by === "open" ? order.createdAt : order.updatedAt, fields))
      .toReversed();
    return result({ closed: keyed(page(orders, fields), fields), count: orders.length });
  };

  const query = ({ fields, account }: RoutedCall): Answer => {
    const ids = (textOf(fields.txid) ?? "").split(",").slice(0, PAGE);
    const orders = ids.map((id) => desk.findOrder(account, { id }));
    const found = orders.flatMap((order) => (order && fitsReference(order, fields) ? [order] : []));
    return found.length < ids.length ? failed("EOrder:Unknown order") : result(keyed(found, fields));
  };

  const named = (account: string, trades: ReturnType<Desk["trades"]>) =>
    Object.fromEntries(
      trades.map((trade) => [trade.id, tradeOf(trade, desk.engine.ledger.find(account, trade.orderId))]),
    );

  const history = ({ fields, account }: RoutedCall): Answer => {
    const trades = desk
      .trades(account, null)
      .filter(({ at }) => isBetween(at, fields))
      .toReversed();
    return result({ trades: named(account, page(trades, fields)), count: trades.length });
  };

  const trades = ({ fields, account }: RoutedCall): Answer => {
    const ids = new Set((textOf(fields.txid) ?? "").split(","));
    return result(
      named(
        account,
        desk.trades(account, null).filter(({ id }) => ids.has(id)),
      ),
    );
  };

  return { add, cancel, open, closed, query, history, trades };
}

const keyed = (orders: readonly SimOrder[], fields: Fields) =>
  Object.fromEntries(orders.map((order) => [order.id, orderOf(order, textOf(fields.trades) === "true")]));

const fits = (order: SimOrder, fields: Fields): boolean => {
  const clientId = textOf(fields.cl_ord_id);
  return (clientId === undefined || order.clientId === clientId) && fitsReference(order, fields);
};

const fitsReference = (order: SimOrder, fields: Fields): boolean => {
  const reference = textOf(fields.userref);
  return reference === undefined || order.note.userref === reference;
};

/** `start` is left out, `end` is in; both in seconds. */
function isBetween(at: number, fields: Fields): boolean {
  const [start, end] = [textOf(fields.start), textOf(fields.end)].map((text) =>
    text === undefined ? null : Number(text) * 1_000,
  );
  return (!start || at > start) && (!end || at <= end);
}

function page<T>(all: readonly T[], fields: Fields): readonly T[] {
  const from = wholeOf(fields.ofs) ?? 0;
  return all.slice(from, from + PAGE);
}

/** An order as its parameters say, or what is wrong with them. */
function readOrder(
  fields: Fields,
  account: string,
  symbolOf: (pair: unknown) => string | null,
): NewOrder | Answer {
  const symbol = symbolOf(fields.pair);
  if (symbol === null) return failed("EQuery:Unknown asset pair");
  const [side, ordertype] = [textOf(fields.type), textOf(fields.ordertype) ?? ""];
  if (side !== "buy" && side !== "sell") return failed("EGeneral:Invalid arguments:type");
  if (!TYPES.includes(ordertype)) return failed("EGeneral:Invalid arguments:ordertype");
  const clientId = textOf(fields.cl_ord_id) ?? null;
  if (clientId !== null && !CLIENT_ID.test(clientId)) return failed("EGeneral:Invalid arguments:cl_ord_id");
  const prices = readPrices(ordertype, side, fields);
  if ("status" in prices) return prices;
  return {
    account,
    clientId,
    symbol,
    side,
    type: prices.price ? "limit" : "market",
    postOnly: flagsOf(fields).includes("post"),
    tif: textOf(fields.timeinforce) === "IOC" ? "ioc" : "gtc",
    amount: prices.amount,
    cost: prices.cost,
    price: prices.price,
    stop: prices.stop,
    note: { ordertype, userref: textOf(fields.userref) ?? "0" },
  };
}

const flagsOf = (fields: Fields): readonly string[] => (textOf(fields.oflags) ?? "").split(",");

/** Amounts and prices: of a stop `price` is what it waits for and `price2` its limit. */
function readPrices(
  ordertype: string,
  side: "buy" | "sell",
  fields: Fields,
): Pick<NewOrder, "amount" | "cost" | "price" | "stop"> | Answer {
  const [volume, first, second] = [fields.volume, fields.price, fields.price2].map(amountOf);
  if (!volume) return failed("EGeneral:Invalid arguments:volume");
  const isStop = /^(stop|take)/.test(ordertype);
  const needsLimit = ordertype.endsWith("limit");
  const limit = needsLimit ? (isStop ? second : first) : null;
  const trigger = isStop ? first : null;
  if (limit === undefined || trigger === undefined || (needsLimit && !limit) || (isStop && !trigger))
    return failed("EGeneral:Invalid arguments:price");
  return {
    ...amountsOf(volume, flagsOf(fields)),
    price: limit,
    stop: trigger && { price: trigger, when: directionOf(ordertype, side) },
  };
}

const amountsOf = (volume: Decimal, flags: readonly string[]) =>
  flags.includes("viqc") ? { amount: null, cost: volume } : { amount: volume, cost: null };

const directionOf = (ordertype: string, side: "buy" | "sell"): Stop["when"] =>
  (side === "sell") === ordertype.startsWith("stop") ? "falls" : "rises";
