import { crc32 } from "node:zlib";
import { textOf } from "@/server/exchange/simulator/core/read-field";
import type { Change, MarketView, SimOrder, SimTrade } from "@/server/exchange/simulator/core/sim-order";
import type { Desk, Shown } from "@/server/exchange/simulator/desk";
import { type BookChanges, bookChanges } from "@/server/exchange/simulator/http/book-changes";
import { readMessage } from "@/server/exchange/simulator/http/read-message";
import type { SimSocket } from "@/server/exchange/simulator/http/sim-socket";
import { type Decimal, sumOf, ZERO } from "@/server/kernel/money";
import type { BookLevel } from "@/server/market/core/order-book";

const HEARTBEAT_MS = 1_000;
const DEPTH = 10;
const CHECKED = 10;
const PRINTS = 50;

const number = (value: Decimal): number => Number(value.toFixed());
const iso = (ms: number): string => new Date(ms).toISOString();

/** Version 2 of the streams: what is subscribed comes as a snapshot and then as updates. */
export function krakenSocket(desk: Desk, tokens: ReadonlyMap<string, string>): (socket: SimSocket) => void {
  return (socket) => {
    const session = new Session(desk, socket, tokens);
    session.start();
  };
}

type Params = Readonly<Record<string, unknown>>;

class Session {
  private readonly books = new Map<string, number>();
  private readonly tickers = new Set<string>();
  private readonly trades = new Set<string>();
  private executions: string | null = null;
  private balances: string | null = null;
  private sequence = 0;

  constructor(
    private readonly desk: Desk,
    private readonly socket: SimSocket,
    private readonly tokens: ReadonlyMap<string, string>,
  ) {}

  start(): void {
    const { desk, socket } = this;
    const beat = setInterval(() => socket.push({ channel: "heartbeat" }), HEARTBEAT_MS);
    socket.onEnd(() => clearInterval(beat));
    socket.onEnd(desk.onMarket((shown) => this.showMarket(shown)));
    socket.onEnd(desk.onChanges((changes) => this.tell(changes)));
    socket.onMessage((text) => this.read(readMessage(text)));
    const data = [{ version: "2.0.10", system: "online", api_version: "v2", connection_id: 6_447_481_662 }];
    socket.reply({ channel: "status", type: "update", data });
  }

  private read(message: Params | null): void {
    const at = iso(this.desk.clocks.wall());
    const req_id = message?.req_id;
    const method = textOf(message?.method) ?? textOf(message?.event);
    const times = { time_in: at, time_out: at, req_id };
    const params = (message?.params ?? {}) as Params;
    const flaw = this.objectTo(method, params);
    if (method === "ping") this.socket.reply({ method: "pong", ...times });
    else if (flaw) this.socket.reply({ method, success: false, error: flaw, ...times });
    else this.change(method === "subscribe", params, times);
  }

  private change(subscribes: boolean, params: Params, times: Params): void {
    const symbols = Array.isArray(params.symbol) ? params.symbol.map(String) : [null];
    for (const symbol of symbols) {
      const result = { channel: params.channel, ...(symbol === null ? {} : { symbol }), snapshot: true };
      this.socket.reply({
        method: subscribes ? "subscribe" : "unsubscribe",
        success: true,
        result,
        ...times,
      });
      if (subscribes) this.subscribe(params, symbol);
      else this.unsubscribe(params, symbol);
    }
  }

  private objectTo(method: string | undefined, params: Params): string | null {
    if (method !== "subscribe" && method !== "unsubscribe") return "Method not supported";
    const symbols = Array.isArray(params.symbol) ? params.symbol.map(String) : [];
    const unknown = symbols.find((symbol) => this.desk.rulesOf(symbol) === null);
    if (unknown !== undefined) return `Currency pair not supported ${unknown}`;
    const isPrivate = params.channel === "executions" || params.channel === "balances";
    return isPrivate && !this.tokens.has(textOf(params.token) ?? "") ? "ESession:Invalid session" : null;
  }

  private subscribe(params: Params, symbol: string | null): void {
    const account = this.tokens.get(textOf(params.token) ?? "") ?? null;
    const channel = textOf(params.channel);
    if (channel === "executions") this.openExecutions(account);
    if (channel === "balances") this.openBalances(account);
    const shown = symbol === null ? null : this.desk.look(symbol);
    if (!shown) return;
    if (channel === "ticker") this.openTicker(shown);
    if (channel === "trade") this.openTrades(shown);
    if (channel === "book") this.openBook(shown, typeof params.depth === "number" ? params.depth : DEPTH);
  }

  private unsubscribe(params: Params, symbol: string | null): void {
    if (params.channel === "executions") this.executions = null;
    if (params.channel === "balances") this.balances = null;
    if (symbol === null) return;
    if (params.channel === "ticker") this.tickers.delete(symbol);
    if (params.channel === "trade") this.trades.delete(symbol);
    if (params.channel === "book") this.books.delete(symbol);
  }

  private openTicker(shown: Shown): void {
    this.tickers.add(shown.symbol);
    this.socket.push({ channel: "ticker", type: "snapshot", data: [tickerData(this.desk, shown)] });
  }

  private openTrades(shown: Shown): void {
    this.trades.add(shown.symbol);
    const { desk } = this;
    const prints = desk.prices.prints(shown.symbol, 0 as never, desk.clocks.market(), PRINTS);
    this.socket.push({ channel: "trade", type: "snapshot", data: printData({ ...shown, prints }) });
  }

  private openBook(shown: Shown, depth: number): void {
    this.books.set(shown.symbol, depth);
    const { bids, asks } = shown.view.book;
    const data = this.bookData(shown, { bids: bids.slice(0, depth), asks: asks.slice(0, depth) });
    this.socket.push({ channel: "book", type: "snapshot", data: [data] });
  }

  private openExecutions(account: string | null): void {
    this.executions = account;
    const open = account === null ? [] : this.desk.orders(account, "open");
    const data = open.map((order) => executionOf(order, null));
    this.socket.push({ channel: "executions", type: "snapshot", data, sequence: this.next() });
  }

  private openBalances(account: string | null): void {
    this.balances = account;
    const held = account === null ? [] : this.desk.engine.holdings.of(account);
    const data = held.map(([asset, { free, used }]) => balanceOf(asset, free.plus(used)));
    this.socket.push({ channel: "balances", type: "snapshot", data, sequence: this.next() });
  }

  private showMarket(shown: Shown): void {
    const { symbol } = shown;
    if (this.tickers.has(symbol))
      this.socket.push({ channel: "ticker", type: "update", data: [tickerData(this.desk, shown)] });
    if (this.trades.has(symbol) && shown.prints.length > 0)
      this.socket.push({ channel: "trade", type: "update", data: printData(shown) });
    const depth = this.books.get(symbol);
    if (depth === undefined) return;
    const changes = bookChanges(shown.before && cut(shown.before, depth), cut(shown.view, depth));
    const data = { ...this.bookData(shown, changes), timestamp: iso(shown.view.book.at) };
    this.socket.push({ channel: "book", type: "update", data: [data] });
  }

  private bookData({ symbol, view }: Shown, { bids, asks }: BookChanges) {
    const level = ({ price, amount }: BookLevel) => ({ price: number(price), qty: number(amount) });
    const rules = this.desk.prices.markets.find((each) => each.symbol === symbol);
    const [price, lot] = [rules?.tickSize.decimalPlaces() ?? 8, rules?.lotSize.decimalPlaces() ?? 8];
    return { symbol, bids: bids.map(level), asks: asks.map(level), checksum: checksumOf(view, price, lot) };
  }

  private tell(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "balance") this.tellBalance(change);
      else if (change.order.account === this.executions) {
        const trade = change.kind === "trade" ? change.trade : null;
        const data = [executionOf(change.order, trade)];
        this.socket.push({ channel: "executions", type: "update", data, sequence: this.next() });
      }
    }
  }

  private tellBalance({ account, asset, free, used }: Change & { readonly kind: "balance" }): void {
    if (account !== this.balances) return;
    const data = [balanceOf(asset, free.plus(used))];
    this.socket.push({ channel: "balances", type: "update", data, sequence: this.next() });
  }

  private next(): number {
    this.sequence++;
    return this.sequence;
  }
}

const cut = (view: MarketView, depth: number): MarketView => ({
  quote: view.quote,
  book: { at: view.book.at, bids: view.book.bids.slice(0, depth), asks: view.book.asks.slice(0, depth) },
});

/** CRC-32 of the ten best asks and bids as digits without points and leading zeros. */
function checksumOf({ book }: MarketView, priceDigits: number, lotDigits: number): number {
  const digits = (value: Decimal, places: number) =>
    value.toFixed(places).replace(".", "").replace(/^0+/, "");
  const text = [...book.asks.slice(0, CHECKED), ...book.bids.slice(0, CHECKED)]
    .map(({ price, amount }) => digits(price, priceDigits) + digits(amount, lotDigits))
    .join("");
  return crc32(text);
}

function tickerData(desk: Desk, { symbol, view }: Shown) {
  const { quote, book } = view;
  const day = desk.day(symbol);
  const open = day?.open ?? quote.last;
  return {
    symbol,
    bid: number(quote.bid),
    bid_qty: number(book.bids[0]?.amount ?? ZERO),
    ask: number(quote.ask),
    ask_qty: number(book.asks[0]?.amount ?? ZERO),
    last: number(quote.last),
    volume: number(day?.volume ?? ZERO),
    vwap: number(quote.last),
    low: number(day?.low ?? quote.last),
    high: number(day?.high ?? quote.last),
    change: number(quote.last.minus(open)),
    change_pct: number(quote.last.minus(open).div(open).times(100).toDecimalPlaces(2)),
  };
}

const printData = ({ symbol, prints }: Shown) =>
  prints.map(({ id, at, price, amount, side }) => ({
    symbol,
    side,
    price: number(price),
    qty: number(amount),
    ord_type: "market",
    trade_id: Number(id),
    timestamp: iso(at),
  }));

const balanceOf = (asset: string, total: Decimal) => ({
  asset,
  asset_class: "currency",
  balance: number(total),
  wallets: [{ type: "spot", id: "main", balance: number(total) }],
});

const statusOf = (order: SimOrder): string => {
  if (order.status === "open") return order.filled.isZero() ? "new" : "partially_filled";
  return order.status === "filled" ? "filled" : order.status === "expired" ? "expired" : "canceled";
};

const execTypeOf = (status: string, isTrade: boolean): string => {
  if (isTrade) return "trade";
  return status === "partially_filled" ? "status" : status;
};

function executionOf(order: SimOrder, trade: SimTrade | null) {
  const status = statusOf(order);
  return {
    order_id: order.id,
    ...(order.clientId === null ? {} : { cl_ord_id: order.clientId }),
    order_userref: Number(order.note.userref ?? "0"),
    symbol: order.symbol,
    side: order.side,
    order_type: order.note.ordertype ?? "market",
    order_qty: number(order.amount ?? order.filled),
    cum_qty: number(order.filled),
    cum_cost: number(order.filledCost),
    avg_price: order.filled.isZero() ? 0 : number(order.filledCost.div(order.filled).toDecimalPlaces(8)),
    limit_price: number(order.price ?? ZERO),
    stop_price: number(order.stop?.price ?? ZERO),
    time_in_force: order.tif.toUpperCase(),
    fee_usd_equiv: number(sumOf(Object.values(order.fees))),
    fee_ccy_pref: "fciq",
    order_status: status,
    exec_type: execTypeOf(status, trade !== null),
    ...(order.reason === "" ? {} : { reason: order.reason, cancel_reason: order.reason }),
    timestamp: iso(trade?.at ?? order.updatedAt),
    ...(trade ? tradePart(trade) : {}),
  };
}

const tradePart = (trade: SimTrade) => ({
  exec_id: trade.id,
  trade_id: trade.number,
  last_qty: number(trade.amount),
  last_price: number(trade.price),
  cost: number(trade.cost),
  liquidity_ind: trade.liquidity === "taker" ? "t" : "m",
  fees: [{ asset: trade.fee.asset, qty: number(trade.fee.amount) }],
});
