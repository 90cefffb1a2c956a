import { textOf } from "@/server/exchange/simulator/core/read-field";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Change, Print } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { readMessage } from "@/server/exchange/simulator/http/read-message";
import type { SimSocket } from "@/server/exchange/simulator/http/sim-socket";
import type { Call } from "@/server/exchange/simulator/http/wire";
import { ZERO } from "@/server/kernel/money";
import type { BookLevel } from "@/server/market/core/order-book";
import { assetId, eight, pairOf, statusOf } from "./luno-shapes";

const KEEP_ALIVE_MS = 5_000;
const NOT_ALLOWED = 1_008;

/** A market's orders one by one, or an account's own events; both begin with the keys as the first message. */
export function lunoSocket(desk: Desk): (socket: SimSocket, call: Call) => void {
  return (socket, call) => {
    let begun = false;
    socket.onMessage((text) => {
      if (begun) return;
      begun = true;
      const key = signerOf(desk, readMessage(text) ?? {});
      if (!key) return socket.close(NOT_ALLOWED, "unauthorised");
      const beat = setInterval(() => socket.push(""), KEEP_ALIVE_MS);
      socket.onEnd(() => clearInterval(beat));
      serve(desk, socket, call, key);
    });
  };
}

function serve(desk: Desk, socket: SimSocket, call: Call, key: SimKey): void {
  if (call.path.endsWith("/userstream")) {
    const tell = (change: Change) => tellAccount(desk, socket, key.account, change);
    socket.onEnd(desk.onChanges((changes) => changes.forEach(tell)));
    return;
  }
  const pair = call.path.split("/").at(-1);
  const symbol = desk.prices.markets.find((rules) => pairOf(rules.symbol) === pair)?.symbol;
  const shown = symbol === undefined ? null : desk.look(symbol);
  if (!shown) {
    socket.close(NOT_ALLOWED, "invalid pair");
    return;
  }
  const stream = new MarketStream(desk, socket);
  stream.snapshot(shown);
  socket.onEnd(desk.onMarket((next) => next.symbol === shown.symbol && stream.update(next)));
}

function signerOf(desk: Desk, message: Readonly<Record<string, unknown>>): SimKey | null {
  const key = desk.keys.get(textOf(message.api_key_id) ?? "");
  return key && sameText(textOf(message.api_key_secret) ?? "", key.secret) ? key : null;
}

type Side = "ASK" | "BID";

/** One market as single orders with ids: a level that changes is another order. */
class MarketStream {
  private readonly orders = new Map<string, { readonly id: string; readonly amount: string }>();
  private sequence = 1_000;

  constructor(
    private readonly desk: Desk,
    private readonly socket: SimSocket,
  ) {}

  snapshot({ view }: Shown): void {
    const side = (type: Side, levels: readonly BookLevel[]) =>
      levels.map((level) => ({
        id: this.put(type, level),
        price: eight(level.price),
        volume: eight(level.amount),
      }));
    this.socket.push({
      sequence: String(this.sequence),
      asks: side("ASK", view.book.asks),
      bids: side("BID", view.book.bids),
      status: "ACTIVE",
      timestamp: view.book.at,
    });
  }

  update(shown: Shown): void {
    for (const print of shown.prints) this.trade(print);
    // what is gone first: no book of ours is ever crossed
    const wanted = new Map([
      ...shown.view.book.asks.map((level) => [keyOf("ASK", level), level] as const),
      ...shown.view.book.bids.map((level) => [keyOf("BID", level), level] as const),
    ]);
    for (const [key, { id, amount }] of this.orders) {
      const level = wanted.get(key);
      if (level && eight(level.amount) === amount) continue;
      this.orders.delete(key);
      this.send({ delete_update: { order_id: id } });
    }
    for (const [key, level] of wanted) {
      if (this.orders.has(key)) continue;
      const type = key.startsWith("ASK") ? "ASK" : "BID";
      const order_id = this.put(type, level);
      this.send({
        create_update: { order_id, type, price: eight(level.price), volume: eight(level.amount) },
      });
    }
  }

  /** A maker that comes, is taken whole by somebody, and is gone. */
  private trade({ price, amount, side }: Print): void {
    const maker = this.newId();
    const type: Side = side === "buy" ? "ASK" : "BID";
    this.send({ create_update: { order_id: maker, type, price: eight(price), volume: eight(amount) } });
    const trade = {
      sequence: this.sequence,
      base: eight(amount),
      counter: eight(amount.times(price)),
      maker_order_id: maker,
      taker_order_id: this.newId(),
      order_id: maker,
    };
    this.send({ trade_updates: [trade], delete_update: { order_id: maker } });
  }

  private send(update: Readonly<Record<string, unknown>>): void {
    this.sequence++;
    this.socket.push({
      sequence: String(this.sequence),
      trade_updates: [],
      create_update: null,
      delete_update: null,
      status_update: null,
      timestamp: this.desk.clocks.market(),
      ...update,
    });
  }

  private put(type: Side, level: BookLevel): string {
    const id = this.newId();
    this.orders.set(keyOf(type, level), { id, amount: eight(level.amount) });
    return id;
  }

  private ids = 0;
  private newId(): string {
    this.ids++;
    return `BXS${this.desk.clocks.wall().toString(36).toUpperCase()}${this.ids}`;
  }
}

const keyOf = (type: Side, level: BookLevel): string => `${type} ${level.price.toFixed()}`;

function tellAccount(desk: Desk, socket: SimSocket, account: string, change: Change): void {
  const owner = change.kind === "balance" ? change.account : change.order.account;
  if (owner === account) socket.push({ timestamp: desk.clocks.market(), ...eventOf(change) });
}

function eventOf(change: Change): Readonly<Record<string, unknown>> {
  if (change.kind === "balance") return { type: "balance_update", balance_update: balanceOf(change) };
  const { order } = change;
  const names = {
    order_id: order.id,
    client_order_id: order.clientId ?? "",
    market_id: pairOf(order.symbol),
  };
  return change.kind === "order"
    ? { type: "order_status", order_status_update: { ...names, status: statusOf(order) } }
    : { type: "order_fill", order_fill_update: { ...names, ...fillOf(change) } };
}

const balanceOf = ({ asset, free, used }: Change & { readonly kind: "balance" }) => ({
  account_id: assetId(asset),
  row_index: 0,
  balance: eight(free.plus(used)),
  balance_delta: eight(ZERO),
  available: eight(free),
  available_delta: eight(ZERO),
  currency: assetId(asset),
  name: "",
});

function fillOf({ order, trade }: Change & { readonly kind: "trade" }) {
  const [base = "", quote = ""] = order.symbol.split("/");
  const fee = (asset: string) => (trade.fee.asset === asset ? trade.fee.amount : ZERO);
  return {
    base_fill: eight(order.filled),
    counter_fill: eight(order.filledCost),
    base_delta: eight(trade.amount),
    counter_delta: eight(trade.cost),
    base_fee: eight(order.fees[base] ?? ZERO),
    counter_fee: eight(order.fees[quote] ?? ZERO),
    base_fee_delta: eight(fee(base)),
    counter_fee_delta: eight(fee(quote)),
  };
}
