import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export type TapeTrade = {
  readonly id: string;
  readonly at: number;
  readonly price: string;
  readonly amount: string;
};

const PAIR = {
  symbol: "BTCZAR",
  baseCurrency: "BTC",
  quoteCurrency: "ZAR",
  active: true,
  minBaseAmount: "0.00001",
  minQuoteAmount: "10",
  tickSize: "1",
  baseDecimalPlaces: "8",
};
const SUMMARY_EVENT = "MARKET_SUMMARY_UPDATE";
const PAGE_MOST = 100;

/**
 * A real server of this machine that speaks VALR's public protocol over HTTP and websocket about one market whose
 * trades the test makes. It can be told to lose its connections in every way there is.
 */
export async function startTapeServer() {
  const made: TapeTrade[] = [];
  const events = new Map<WebSocket, Set<string>>();
  const knobs = { silent: false, mute: false, hangs: false };
  let connections = 0;
  let held: TapeTrade | null = null;
  let frozen: TapeTrade | null = null;

  const summary = () => summaryOf(frozen ?? made.at(-1));
  const answers = answersOf(made);
  const http = createServer((request, response) => {
    if (knobs.hangs) return;
    const url = new URL(request.url ?? "/", "http://here");
    const answer = answers[url.pathname];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ? answer(url.searchParams) : { code: 404, message: "none" }));
  });
  const server = new WebSocketServer({ server: http, autoPong: false });
  server.on("connection", (socket) => {
    connections++;
    events.set(socket, new Set());
    socket.on("ping", (data) => {
      if (!knobs.mute) socket.pong(data);
    });
    socket.on("close", () => events.delete(socket));
    socket.on("message", (text) => {
      const message = JSON.parse(String(text));
      if (message.type === "PING" && !knobs.mute) socket.send(JSON.stringify({ type: "PONG" }));
      for (const { event } of message.subscriptions ?? []) events.get(socket)?.add(event);
    });
  });
  const push = (event: string, data: object) => {
    if (knobs.silent || knobs.mute) return;
    const text = JSON.stringify({ type: event, currencyPairSymbol: "BTCZAR", data });
    for (const [socket, wanted] of events) if (wanted.has(event)) socket.send(text);
  };
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    knobs,
    made: made as readonly TapeTrade[],
    connections: () => connections,
    isFollowed: () =>
      [...events.values()].some((wanted) => wanted.has("NEW_TRADE") && wanted.has(SUMMARY_EVENT)),
    /** A trade happens: told to whoever follows, unless a knob says otherwise. */
    trade: (trade: TapeTrade, how: "told" | "held" | "lost" | "twice" = "told") => {
      made.push(trade);
      if (how === "lost") return;
      if (how === "held") {
        held = trade;
        return;
      }
      push("NEW_TRADE", row(trade));
      if (how === "twice") push("NEW_TRADE", row(trade));
      if (held) push("NEW_TRADE", row(held));
      held = null;
    },
    tell: () => push(SUMMARY_EVENT, summary()),
    /** From now on what is pushed is the summary of this moment, whatever is traded; null: that of each moment again. */
    freeze: (is: boolean) => {
      frozen = is ? (made.at(-1) ?? null) : null;
    },
    cut: () => {
      for (const socket of events.keys()) socket.terminate();
    },
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const summaryOf = (last: TapeTrade = { id: "0", at: 0, price: "100", amount: "0" }) => ({
  currencyPair: "BTCZAR",
  askPrice: String(Number(last.price) + 1),
  bidPrice: String(Number(last.price) - 1),
  lastTradedPrice: last.price,
  created: new Date(last.at).toISOString(),
});

const row = ({ id, at, price, amount }: TapeTrade) => ({
  id,
  price,
  quantity: amount,
  currencyPair: "BTCZAR",
  tradedAt: new Date(at).toISOString(),
  takerSide: "buy",
});

const answersOf = (made: readonly TapeTrade[]): Record<string, (query: URLSearchParams) => unknown> => ({
  "/v1/public/pairs": () => [PAIR],
  "/v1/public/currencies": () => [],
  "/v1/public/time": () => ({ time: new Date().toISOString() }),
  "/v1/public/status": () => ({ status: "online" }),
  "/v1/public/marketsummary": () => [summaryOf(made.at(-1))],
  "/v1/public/BTCZAR/marketsummary": () => summaryOf(made.at(-1)),
  "/v1/public/BTCZAR/trades": (query) => {
    const skip = Number(query.get("skip") ?? 0);
    const limit = Math.min(Number(query.get("limit") ?? PAGE_MOST), PAGE_MOST);
    const end = made.length - skip;
    return made
      .slice(Math.max(end - limit, 0), Math.max(end, 0))
      .reverse()
      .map(row);
  },
});
