import { textOf } from "@/server/exchange/simulator/core/read-field";
import type { Change, SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { bookChanges } from "@/server/exchange/simulator/http/book-changes";
import { readMessage } from "@/server/exchange/simulator/http/read-message";
import type { SimSocket } from "@/server/exchange/simulator/http/sim-socket";
import type { Call } from "@/server/exchange/simulator/http/wire";
import { ZERO } from "@/server/kernel/money";
import { CHANGES_A_VIEW, levelsOf, pairOf, plain, statsOf } from "./kucoin-shapes";

const NANO = 1_000_000;

/** Topics of prices for anybody, of orders and balances for whoever came with a private token. */
export function kucoinSocket(
  desk: Desk,
  tokens: ReadonlyMap<string, string | null>,
): (socket: SimSocket, call: Call) => void {
  return (socket, call) => {
    const token = call.query.get("token") ?? "";
    if (!tokens.has(token)) {
      socket.reply({ type: "error", code: 401, data: "token is invalid" });
      socket.close();
      return;
    }
    const account = tokens.get(token) ?? null;
    const topics = new Set<string>();
    socket.onMessage((text) => read(socket, topics, readMessage(text) ?? {}));
    socket.onEnd(desk.onMarket((shown) => tellMarket(desk, socket, topics, shown)));
    socket.onEnd(desk.onChanges((changes) => tellAccount(socket, topics, account, changes)));
    socket.reply({ id: call.query.get("connectId") ?? "0", type: "welcome" });
  };
}

function read(socket: SimSocket, topics: Set<string>, message: Readonly<Record<string, unknown>>): void {
  const id = textOf(message.id) ?? "0";
  if (message.type === "ping") socket.reply({ id, type: "pong", timestamp: Date.now() * 1_000 });
  const [channel = "", names] = (textOf(message.topic) ?? "").split(":");
  const named = names === undefined ? [channel] : names.split(",").map((name) => `${channel}:${name}`);
  if (message.type === "subscribe") for (const topic of named) topics.add(topic);
  if (message.type === "unsubscribe") for (const topic of named) topics.delete(topic);
  if (message.type === "subscribe" || message.type === "unsubscribe") socket.reply({ id, type: "ack" });
}

function tellMarket(desk: Desk, socket: SimSocket, topics: ReadonlySet<string>, shown: Shown): void {
  const pair = pairOf(shown.symbol);
  const to = (channel: string): string | null =>
    [`${channel}:${pair}`, `${channel}:all`].find((topic) => topics.has(topic)) ?? null;
  const push = (topic: string | null, subject: string, data: unknown) => {
    if (topic !== null) socket.push({ type: "message", topic, subject, data });
  };
  const snapshot = to("/market/snapshot");
  if (snapshot) push(snapshot, "trade.snapshot", snapshotOf(desk, shown));
  const ticker = to("/market/ticker");
  push(ticker, ticker?.endsWith(":all") ? pair : "trade.ticker", tickerOf(shown));
  for (const print of shown.prints) push(to("/market/match"), "trade.l3match", matchOf(pair, print));
  const level2 = to("/market/level2");
  if (level2) for (const data of changesOf(pair, shown)) push(level2, "trade.l2update", data);
  for (const depth of [5, 50]) push(to(`/spotMarket/level2Depth${depth}`), "level2", depthOf(shown, depth));
}

function snapshotOf(desk: Desk, shown: Shown) {
  const stats = statsOf(desk, shown);
  const [base, quote] = shown.symbol.split("/");
  return {
    sequence: String(shown.sequence),
    data: {
      trading: true,
      symbol: stats.symbol,
      symbolCode: stats.symbol,
      baseCurrency: base,
      quoteCurrency: quote,
      market: quote,
      buy: Number(stats.buy),
      sell: Number(stats.sell),
      high: Number(stats.high),
      low: Number(stats.low),
      vol: Number(stats.vol),
      volValue: Number(stats.volValue),
      changePrice: Number(stats.changePrice),
      changeRate: Number(stats.changeRate),
      lastTradedPrice: Number(stats.last),
      datetime: shown.view.quote.at,
    },
  };
}

const tickerOf = ({ sequence, view }: Shown) => ({
  bestAsk: plain(view.quote.ask),
  bestAskSize: plain(view.book.asks[0]?.amount ?? ZERO),
  bestBid: plain(view.quote.bid),
  bestBidSize: plain(view.book.bids[0]?.amount ?? ZERO),
  price: plain(view.quote.last),
  sequence: String(sequence),
  size: plain(view.book.bids[0]?.amount ?? ZERO),
  time: view.quote.at,
});

const matchOf = (symbol: string, print: Shown["prints"][number]) => ({
  sequence: print.id,
  symbol,
  side: print.side,
  size: plain(print.amount),
  price: plain(print.price),
  takerOrderId: `t${print.id}`,
  makerOrderId: `m${print.id}`,
  tradeId: print.id,
  time: String(print.at * NANO),
  type: "match",
});

/** One level a message, numbered without a gap from one view to the next. */
function changesOf(symbol: string, shown: Shown): readonly unknown[] {
  const changes = bookChanges(shown.before, shown.view);
  const rows = [
    ...changes.bids.map((level) => ({ side: "bids", level })),
    ...changes.asks.map((level) => ({ side: "asks", level })),
  ].slice(0, CHANGES_A_VIEW);
  const base = shown.sequence * CHANGES_A_VIEW;
  return rows.map(({ side, level }, index) => {
    const isLast = index === rows.length - 1;
    const end = isLast ? base + CHANGES_A_VIEW - 1 : base + index;
    const row = [plain(level.price), plain(level.amount), String(end)];
    const both = { asks: side === "asks" ? [row] : [], bids: side === "bids" ? [row] : [] };
    return { sequenceStart: base + index, sequenceEnd: end, symbol, changes: both, time: shown.view.book.at };
  });
}

const depthOf = ({ view }: Shown, most: number) => ({
  asks: levelsOf(view.book.asks, most),
  bids: levelsOf(view.book.bids, most),
  timestamp: view.book.at,
});

function tellAccount(
  socket: SimSocket,
  topics: ReadonlySet<string>,
  account: string | null,
  changes: readonly Change[],
): void {
  for (const change of changes) {
    const owner = change.kind === "balance" ? change.account : change.order.account;
    if (owner !== account) continue;
    for (const { topic, subject, data } of eventsOf(change)) {
      if (topics.has(topic)) socket.push({ type: "message", topic, subject, channelType: "private", data });
    }
  }
}

type Event = { readonly topic: string; readonly subject: string; readonly data: unknown };

function eventsOf(change: Change): readonly Event[] {
  if (change.kind === "balance")
    return [{ topic: "/account/balance", subject: "account.balance", data: balanceOf(change) }];
  const { order } = change;
  if (order.stop && !order.triggered)
    return [{ topic: "/spotMarket/advancedOrders", subject: "stopOrder", data: stopChangeOf(order) }];
  const data = orderChangeOf(order, change.kind === "trade" ? change.trade : null);
  return ["/spotMarket/tradeOrders", "/spotMarket/tradeOrdersV2"].map((topic) => ({
    topic,
    subject: "orderChange",
    data,
  }));
}

function orderChangeOf(order: SimOrder, trade: SimTrade | null) {
  const type = typeOf(order, trade !== null);
  return {
    symbol: pairOf(order.symbol),
    orderType: order.type,
    side: order.side,
    orderId: order.id,
    type,
    orderTime: order.createdAt * NANO,
    size: plain(order.amount ?? order.filled),
    filledSize: plain(order.filled),
    price: plain(order.price ?? ZERO),
    clientOid: order.clientId ?? "",
    remainSize: plain(order.amount ? order.amount.minus(order.filled) : ZERO),
    status: type === "filled" || type === "canceled" ? "done" : type === "match" ? "match" : "open",
    ts: order.updatedAt * NANO,
    ...(trade ? tradePart(trade) : {}),
  };
}

const tradePart = (trade: SimTrade) => ({
  liquidity: trade.liquidity,
  feeType: `${trade.liquidity}Fee`,
  matchPrice: plain(trade.price),
  matchSize: plain(trade.amount),
  tradeId: trade.id,
});

function typeOf(order: SimOrder, isTrade: boolean): string {
  if (isTrade) return "match";
  if (order.status === "open") return order.filled.isZero() ? "open" : "update";
  return order.status === "filled" ? "filled" : "canceled";
}

const stopChangeOf = (order: SimOrder) => ({
  createdAt: order.createdAt,
  orderId: order.id,
  orderPrice: plain(order.price ?? ZERO),
  orderType: "stop",
  side: order.side,
  size: plain(order.amount ?? ZERO),
  stop: order.note.stop ?? "loss",
  stopPrice: plain(order.stop?.price ?? ZERO),
  symbol: pairOf(order.symbol),
  tradeType: "TRADE",
  ts: order.updatedAt * NANO,
  type: order.status === "open" ? "open" : "cancel",
});

const balanceOf = ({ account, asset, free, used }: Change & { readonly kind: "balance" }) => ({
  accountId: account,
  available: plain(free),
  availableChange: "0",
  currency: asset,
  hold: plain(used),
  holdChange: "0",
  relationEvent: "trade.setted",
  relationEventId: "0",
  relationContext: {},
  time: String(Date.now()),
  total: plain(free.plus(used)),
});
