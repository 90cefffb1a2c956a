import type { Balances, Dict, Int, Order, OrderBook, Str, Strings, Ticker, Tickers, Trade } from "ccxt";
import { AuthenticationError } from "./ccxt-values";
import { ValrPrivate } from "./valr-private";

type Client = ReturnType<ValrPrivate["client"]>;

const MOST_WAITING = 5_000;

/** VALR with its websockets: prices over /ws/trade, which asks for no key, and one account over /ws/account. */
export class Valr extends ValrPrivate {
  /** what came and was not read yet, by what is waited for */
  private readonly waiting = new Map<string, Dict[]>();
  private readonly newest = new Map<string, number>();
  private readonly held: Dict = {};

  /** A socket is opened with the headers of a signed call where there are keys: without, VALR closes it every 15 minutes. */
  override client(url: Str): Client {
    const isNew = url !== undefined && !this.clients?.[url];
    if (isNew && this.apiKey && this.secret) {
      const headers = this.signedHeaders("GET", new URL(url).pathname);
      this.options.ws = { ...this.safeDict(this.options, "ws", {}), options: { headers } };
    }
    return super.client(url);
  }

  override ping(_client: Client): Dict {
    return { type: "PING" };
  }

  override async watchTicker(symbol: string, _params: Dict = {}): Promise<Ticker> {
    return Object.values(await this.watchTickers([symbol]))[0] as Ticker;
  }

  /** The next new summary of any of these markets. */
  override async watchTickers(symbols: Strings = undefined, _params: Dict = {}): Promise<Tickers> {
    const rows = await this.watchPairs("MARKET_SUMMARY_UPDATE", symbols ?? []);
    const tickers = rows.map((row) => this.parseTicker(row));
    return Object.fromEntries(tickers.map((ticker) => [ticker.symbol, ticker])) as Tickers;
  }

  override async watchTrades(
    symbol: string,
    since: Int = undefined,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<Trade[]> {
    return this.watchTradesForSymbols([symbol], since, limit, params);
  }

  /** The trades of these markets that came since the last call, oldest first. */
  override async watchTradesForSymbols(
    symbols: string[],
    since: Int = undefined,
    limit: Int = undefined,
    _params: Dict = {},
  ): Promise<Trade[]> {
    const rows = await this.watchPairs("NEW_TRADE", symbols);
    return this.filterBySinceLimit(
      rows.map((row) => this.parseTrade(row)),
      since,
      limit,
      "timestamp",
      true,
    ) as Trade[];
  }

  /** The newest whole book. One whose sequence is behind what was seen is passed over. */
  override async watchOrderBook(
    symbol: string,
    limit: Int = undefined,
    _params: Dict = {},
  ): Promise<OrderBook> {
    const rows = await this.watchPairs("AGGREGATED_ORDERBOOK_UPDATE", [symbol]);
    const book = this.parseValrBook(rows.at(-1) as Dict, symbol);
    return { ...book, bids: book.bids.slice(0, limit), asks: book.asks.slice(0, limit) };
  }

  override async watchOrders(
    symbol: Str = undefined,
    since: Int = undefined,
    limit: Int = undefined,
    _params: Dict = {},
  ): Promise<Order[]> {
    const orders = (await this.watchAccount("orders")).map((row) => this.parseOrder(row));
    const asked = symbol === undefined ? orders : orders.filter((order) => order.symbol === symbol);
    return this.filterBySinceLimit(asked, since, limit, "timestamp", true) as Order[];
  }

  override async watchMyTrades(
    symbol: Str = undefined,
    since: Int = undefined,
    limit: Int = undefined,
    _params: Dict = {},
  ): Promise<Trade[]> {
    const trades = (await this.watchAccount("mytrades")).map((row) => this.parseTrade(row));
    const asked = symbol === undefined ? trades : trades.filter((trade) => trade.symbol === symbol);
    return this.filterBySinceLimit(asked, since, limit, "timestamp", true) as Trade[];
  }

  override async watchBalance(_params: Dict = {}): Promise<Balances> {
    const rows = await this.watchAccount("balance");
    for (const row of rows) {
      const [coin, balance] = this.balanceOf(row);
      this.held[coin] = balance;
    }
    return this.safeBalance({ info: rows, ...this.held });
  }

  override handleMessage(client: Client, message: Dict): void {
    const type = this.safeString(message, "type", "") ?? "";
    const data = message.data as Dict | Dict[] | undefined;
    if (type === "PONG") client.lastPong = this.milliseconds();
    else if (type === "UNAUTHORIZED" || type === "AUTHENTICATION_FAILED")
      client.onError(new AuthenticationError(`${this.id} refused the websocket's key`));
    else if (data !== undefined) this.handleData(client, type, message, [data].flat());
  }

  private handleData(client: Client, type: string, message: Dict, rows: Dict[]): void {
    const pair = this.safeString2(message, "currencyPairSymbol", "ps");
    if (type === "AGGREGATED_ORDERBOOK_UPDATE" && !this.isNewer(client, pair, rows[0])) return;
    if (pair !== undefined && PAIR_EVENTS.has(type)) {
      for (const row of rows) this.arrived(client, `${type}:${pair}`, { currencyPair: pair, ...row });
      return;
    }
    const kind = ACCOUNT_EVENTS[type];
    if (kind) for (const row of rows) this.arrived(client, kind, type === "FAILED_ORDER" ? failed(row) : row);
  }

  /** Books come whole: one that is older than the last is nothing to show. A new socket counts anew. */
  private isNewer(client: Client, pair: Str, row: Dict | undefined): boolean {
    const sequence = row && this.safeInteger(row, "SequenceNumber");
    if (sequence === undefined) return true;
    const key = `${client.connectionEstablished} ${pair}`;
    if (sequence <= (this.newest.get(key) ?? -1)) return false;
    if (this.newest.size > MOST_WAITING) this.newest.clear();
    this.newest.set(key, sequence);
    return true;
  }

  private arrived(client: Client, key: string, row: Dict): void {
    const rows = this.waiting.get(key) ?? [];
    rows.push(row);
    if (rows.length > MOST_WAITING) rows.shift();
    this.waiting.set(key, rows);
    client.resolve(true, key);
  }

  /** Waits for any of these markets' next messages. A second subscription replaces the first: all pairs are named each time. */
  private async watchPairs(event: string, symbols: readonly string[]): Promise<Dict[]> {
    await this.loadMarkets();
    const url = `${this.urls.api.ws}/ws/trade`;
    const ids = symbols.map((symbol) => this.market(symbol).id as string);
    const keys = ids.map((id) => `${event}:${id}`);
    const client = this.client(url);
    const shared = `pairs ${event}`;
    const wanted: Set<string> = client.subscriptions[shared] ?? new Set();
    client.subscriptions[shared] = wanted;
    for (const id of ids) wanted.add(id);
    const told = { type: "SUBSCRIBE", subscriptions: [{ event, pairs: [...wanted] }] };
    const kept = this.take(keys);
    const next = this.watchMultiple(url, keys, told, keys);
    if (kept.length > 0) return kept;
    await next;
    return this.take(keys);
  }

  private async watchAccount(kind: string): Promise<Dict[]> {
    await this.loadMarkets();
    this.checkRequiredCredentials();
    const kept = this.take([kind]);
    if (kept.length > 0) return kept;
    // an account's events come without asking
    await this.watch(`${this.urls.api.ws}/ws/account`, kind);
    return this.take([kind]);
  }

  private take(keys: readonly string[]): Dict[] {
    const rows = keys.flatMap((key) => this.waiting.get(key) ?? []);
    for (const key of keys) this.waiting.delete(key);
    return rows;
  }
}

const PAIR_EVENTS = new Set(["MARKET_SUMMARY_UPDATE", "NEW_TRADE", "AGGREGATED_ORDERBOOK_UPDATE"]);

const ACCOUNT_EVENTS: Readonly<Record<string, string>> = {
  ORDER_STATUS_UPDATE: "orders",
  OPEN_ORDERS_UPDATE: "orders",
  FAILED_ORDER: "orders",
  NEW_ACCOUNT_TRADE: "mytrades",
  BALANCE_UPDATE: "balance",
};

const failed = (row: Dict): Dict => ({
  orderStatusType: "Failed",
  failedReason: row.message ?? row.reason,
  ...row,
});
