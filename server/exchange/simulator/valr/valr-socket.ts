import type { SimKey } from "@/server/exchange/simulator/core/sim-key";
import type { Change } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { readMessage } from "@/server/exchange/simulator/http/read-message";
import type { SimSocket } from "@/server/exchange/simulator/http/sim-socket";
import type { Answer, Call } from "@/server/exchange/simulator/http/wire";
import {
  balanceShape,
  bookOf,
  currencyInfo,
  pairOf,
  printOf,
  statusShape,
  summaryOf,
  tradeShape,
} from "./valr-shapes";

const NOT_ALLOWED = 1_008;

/** Prices at /ws/trade for anybody, an account's own events at /ws/account for whoever signed the opening. */
export function valrSocket(
  desk: Desk,
  signerOf: (call: Call) => SimKey | Answer,
): (socket: SimSocket, call: Call) => void {
  return (socket, call) => {
    const signs = call.headers["x-valr-api-key"] !== undefined || call.path === "/ws/account";
    const signer = signs ? signerOf(call) : null;
    if (signer && "status" in signer) {
      socket.reply({ type: "UNAUTHORIZED", message: "Invalid credentials" });
      socket.close(NOT_ALLOWED);
      return;
    }
    if (signer) socket.reply({ type: "AUTHENTICATED" });
    if (call.path === "/ws/account" && signer) serveAccount(desk, socket, signer.account);
    else servePrices(desk, socket);
  };
}

function servePrices(desk: Desk, socket: SimSocket): void {
  const pairs = new Map<string, ReadonlySet<string>>();
  socket.onMessage((text) => {
    const message = readMessage(text);
    if (message?.type === "PING") socket.reply({ type: "PONG" });
    if (message?.type !== "SUBSCRIBE" || !Array.isArray(message.subscriptions)) return;
    for (const each of message.subscriptions as { event?: unknown; pairs?: unknown }[]) {
      pairs.set(String(each.event), new Set(Array.isArray(each.pairs) ? each.pairs.map(String) : []));
      socket.reply({ type: "SUBSCRIBED", data: { subscriptions: [each] } });
      first(desk, socket, String(each.event), pairs.get(String(each.event)) ?? new Set());
    }
  });
  socket.onEnd(
    desk.onMarket((shown) => {
      for (const [event, wanted] of pairs) {
        if (wanted.has(pairOf(shown.symbol))) tellMarket(desk, socket, event, shown);
      }
    }),
  );
}

/** What stands is told at once, what changes as it does. */
function first(desk: Desk, socket: SimSocket, event: string, wanted: ReadonlySet<string>): void {
  if (event === "NEW_TRADE") return;
  for (const { symbol } of desk.prices.markets) {
    const shown = wanted.has(pairOf(symbol)) ? desk.look(symbol) : null;
    if (shown) tellMarket(desk, socket, event, shown);
  }
}

function tellMarket(desk: Desk, socket: SimSocket, type: string, shown: Shown): void {
  const currencyPairSymbol = pairOf(shown.symbol);
  const push = (data: unknown) => socket.push({ type, currencyPairSymbol, data });
  if (type === "AGGREGATED_ORDERBOOK_UPDATE") push(bookOf(shown));
  if (type === "MARKET_SUMMARY_UPDATE") {
    const { currencyPair, ...summary } = summaryOf(desk, shown);
    push({ currencyPairSymbol: currencyPair, ...summary });
  }
  if (type === "NEW_TRADE") for (const print of shown.prints) push(printOf(shown.symbol, print));
}

function serveAccount(desk: Desk, socket: SimSocket, account: string): void {
  socket.onMessage((text) => {
    if (readMessage(text)?.type === "PING") socket.reply({ type: "PONG" });
  });
  socket.onEnd(
    desk.onChanges((changes) => {
      for (const change of changes) tellAccount(desk, socket, account, change);
    }),
  );
}

function tellAccount(desk: Desk, socket: SimSocket, account: string, change: Change): void {
  if (change.kind === "balance") {
    if (change.account !== account) return;
    const { asset, free, used } = change;
    const data = balanceShape(asset, free, used, desk.clocks.market());
    socket.push({ type: "BALANCE_UPDATE", data: { ...data, currency: currencyInfo(asset) } });
    return;
  }
  if (change.order.account !== account) return;
  if (change.kind === "trade") {
    socket.push({
      type: "NEW_ACCOUNT_TRADE",
      currencyPairSymbol: pairOf(change.trade.symbol),
      data: tradeShape(change.trade),
    });
    return;
  }
  const data = statusShape(change.order);
  socket.push({ type: "ORDER_STATUS_UPDATE", data });
  if (change.order.status === "rejected")
    socket.push({ type: "FAILED_ORDER", data: { ...data, message: change.order.reason } });
}
