import { createHmac } from "node:crypto";
import { keyProblem } from "@/server/exchange/simulator/core/key-problem";
import { textOf } from "@/server/exchange/simulator/core/read-field";
import { sameText } from "@/server/exchange/simulator/core/same-text";
import type { Change, SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { bookChanges } from "@/server/exchange/simulator/http/book-changes";
import { readMessage } from "@/server/exchange/simulator/http/read-message";
import type { SimSocket } from "@/server/exchange/simulator/http/sim-socket";
import type { Call } from "@/server/exchange/simulator/http/wire";
import { ZERO } from "@/server/kernel/money";
import { eight, levels, pairOf, statusOf, ticker24h } from "./binance-shapes";
import { objectToTime } from "./binance-sign";

const ALL = Number.MAX_SAFE_INTEGER;

/** Market streams by name, and the account's own events over the websocket API. */
export function binanceSocket(desk: Desk): (socket: SimSocket, call: Call) => void {
  return (socket, call) => {
    if (call.path.startsWith("/ws-api")) return serveApi(desk, socket);
    serveStreams(desk, socket, call);
  };
}

function serveStreams(desk: Desk, socket: SimSocket, call: Call): void {
  const combined = call.path.startsWith("/stream");
  const named = combined ? (call.query.get("streams") ?? "").split("/") : call.path.split("/").slice(2);
  const streams = new Set(named.filter((name) => name.includes("@")));
  const change = (method: unknown, name: string) => {
    if (method === "SUBSCRIBE") streams.add(name);
    if (method === "UNSUBSCRIBE") streams.delete(name);
  };
  socket.onMessage((text) => {
    const { id = null, method, params } = readMessage(text) ?? {};
    for (const name of Array.isArray(params) ? params.map(String) : []) change(method, name);
    socket.reply({ result: method === "LIST_SUBSCRIPTIONS" ? [...streams] : null, id });
  });
  const pushAll = (stream: string, shown: Shown) => {
    for (const data of eventsOf(desk, stream, shown)) socket.push(combined ? { stream, data } : data);
  };
  socket.onEnd(
    desk.onMarket((shown) => {
      for (const stream of streams) pushAll(stream, shown);
    }),
  );
}

function eventsOf(desk: Desk, stream: string, shown: Shown): readonly unknown[] {
  const [pair = "", channel = ""] = stream.split("@");
  const symbol = pairOf(shown.symbol);
  if (pair.toUpperCase() !== symbol) return [];
  const [E, { quote, book }] = [desk.serverTime(), shown.view];
  if (channel === "ticker") return [tickerEvent(desk, shown, E)];
  if (channel === "trade")
    return shown.prints.map((print) => ({
      e: "trade",
      E,
      s: symbol,
      t: Number.parseInt(print.id, 10),
      p: eight(print.price),
      q: eight(print.amount),
      T: print.at,
      m: print.side === "sell",
      M: true,
    }));
  if (channel === "aggTrade")
    return shown.prints.map((print) => ({
      e: "aggTrade",
      E,
      s: symbol,
      a: Number.parseInt(print.id, 10),
      p: eight(print.price),
      q: eight(print.amount),
      f: Number.parseInt(print.id, 10),
      l: Number.parseInt(print.id, 10),
      T: print.at,
      m: print.side === "sell",
      M: true,
    }));
  if (channel === "bookTicker") {
    const { bidPrice: b, bidQty: B, askPrice: a, askQty: A } = ticker24h(desk, shown);
    return [{ u: shown.sequence, s: symbol, b, B, a, A }];
  }
  if (channel === "depth") {
    const changes = bookChanges(shown.before, shown.view);
    return [
      {
        e: "depthUpdate",
        E,
        s: symbol,
        U: shown.sequence,
        u: shown.sequence,
        b: levels(changes.bids, ALL),
        a: levels(changes.asks, ALL),
      },
    ];
  }
  if (channel.startsWith("depth")) {
    const most = Number.parseInt(channel.slice("depth".length), 10);
    return [{ lastUpdateId: shown.sequence, bids: levels(book.bids, most), asks: levels(book.asks, most) }];
  }
  return channel === "miniTicker" ? [{ e: "24hrMiniTicker", E, s: symbol, c: eight(quote.last) }] : [];
}

function tickerEvent(desk: Desk, shown: Shown, E: number) {
  const ticker = ticker24h(desk, shown);
  return {
    e: "24hrTicker",
    E,
    s: ticker.symbol,
    p: ticker.priceChange,
    P: ticker.priceChangePercent,
    w: ticker.weightedAvgPrice,
    x: ticker.prevClosePrice,
    c: ticker.lastPrice,
    Q: ticker.lastQty,
    b: ticker.bidPrice,
    B: ticker.bidQty,
    a: ticker.askPrice,
    A: ticker.askQty,
    o: ticker.openPrice,
    h: ticker.highPrice,
    l: ticker.lowPrice,
    v: ticker.volume,
    q: ticker.quoteVolume,
    O: ticker.openTime,
    C: ticker.closeTime,
    F: ticker.firstId,
    L: ticker.lastId,
    n: ticker.count,
  };
}

function serveApi(desk: Desk, socket: SimSocket): void {
  let account: string | null = null;
  socket.onMessage((text) => {
    const message = readMessage(text) ?? {};
    const { id = null, method } = message;
    const fail = (code: number, msg: string) => socket.reply({ id, status: 400, error: { code, msg } });
    if (method === "ping") return socket.reply({ id, status: 200, result: {} });
    if (method === "userDataStream.subscribe.signature") {
      const signed = signerOf(desk, (message.params ?? {}) as Readonly<Record<string, unknown>>);
      if (typeof signed !== "string") return fail(signed.code, signed.msg);
      account = signed;
      return socket.reply({ id, status: 200, result: { subscriptionId: 0 }, rateLimits: [] });
    }
    fail(-1000, `Unknown method ${String(method)}`);
  });
  const tell = (to: string, changes: readonly Change[]) => {
    for (const event of accountEvents(desk, to, changes)) socket.push({ subscriptionId: 0, event });
  };
  socket.onEnd(desk.onChanges((changes) => account !== null && tell(account, changes)));
}

function signerOf(
  desk: Desk,
  params: Readonly<Record<string, unknown>>,
): string | { readonly code: number; readonly msg: string } {
  const key = desk.keys.get(textOf(params.apiKey) ?? "");
  if (!key || keyProblem(key, "read", desk.clocks.wall()))
    return { code: -2015, msg: "Invalid API-key, IP, or permissions for action." };
  const late = objectToTime(params, desk.serverTime());
  if (late) return late.body as { code: number; msg: string };
  const payload = Object.keys(params)
    .filter((name) => name !== "signature")
    .sort()
    .map((name) => `${name}=${encodeURIComponent(textOf(params[name]) ?? "")}`)
    .join("&");
  const due = createHmac("sha256", key.secret).update(payload).digest("hex");
  return sameText(textOf(params.signature) ?? "", due)
    ? key.account
    : { code: -1022, msg: "Signature for this request is not valid." };
}

function accountEvents(desk: Desk, account: string, changes: readonly Change[]): readonly unknown[] {
  const E = desk.serverTime();
  const own = changes.filter((change) => accountOf(change) === account);
  const reports = own.flatMap((change) => {
    if (change.kind === "trade") return [report(E, change.order, "TRADE", change.trade)];
    const x = change.kind === "order" ? eventOf(change.order) : null;
    return change.kind === "order" && x ? [report(E, change.order, x, null)] : [];
  });
  const balances = own.flatMap((change) => (change.kind === "balance" ? [change] : []));
  if (balances.length === 0) return reports;
  const last = new Map(balances.map((change) => [change.asset, change]));
  const B = [...last.values()].map(({ asset, free, used }) => ({ a: asset, f: eight(free), l: eight(used) }));
  return [...reports, { e: "outboundAccountPosition", E, u: E, B }];
}

const accountOf = (change: Change): string =>
  change.kind === "balance" ? change.account : change.order.account;

/** What happened to an order apart from its trades, in the exchange's words. */
function eventOf(order: SimOrder): string | null {
  if (order.status === "open") return order.filled.isZero() ? "NEW" : null;
  return { cancelled: "CANCELED", expired: "EXPIRED", rejected: "REJECTED", filled: null }[order.status];
}

/** The part of a report that tells of one trade. */
const tradePart = (trade: SimTrade | null) =>
  trade === null
    ? { l: eight(ZERO), L: eight(ZERO), n: "0", N: null, t: -1, m: false, M: false, Y: eight(ZERO) }
    : {
        l: eight(trade.amount),
        L: eight(trade.price),
        n: eight(trade.fee.amount),
        N: trade.fee.asset,
        t: Number.parseInt(trade.id, 10),
        m: trade.liquidity === "maker",
        M: true,
        Y: eight(trade.cost),
      };

const report = (E: number, order: SimOrder, x: string, trade: SimTrade | null) => ({
  e: "executionReport",
  E,
  s: pairOf(order.symbol),
  c: order.clientId ?? `web_${order.id}`,
  S: order.side.toUpperCase(),
  o: order.note.type ?? "MARKET",
  f: order.tif.toUpperCase(),
  q: eight(order.amount ?? order.filled),
  p: eight(order.price ?? ZERO),
  P: eight(order.stop?.price ?? ZERO),
  F: eight(ZERO),
  g: -1,
  C: x === "CANCELED" ? (order.clientId ?? "") : "",
  x,
  X: statusOf(order),
  r: "NONE",
  i: Number.parseInt(order.id, 10),
  z: eight(order.filled),
  T: order.updatedAt,
  I: order.number,
  w: order.status === "open" && order.triggered,
  ...tradePart(trade),
  O: order.createdAt,
  Z: eight(order.filledCost),
  Q: eight(order.cost ?? ZERO),
  W: order.createdAt,
  V: "EXPIRE_MAKER",
});
