import type { Dict, Int, Market, OHLCV, OrderBook, Strings, Ticker, Tickers, Trade } from "ccxt";
import { BadRequest } from "./ccxt-values";
import { PAGE, readPages } from "./read-pages";
import { ValrBase } from "./valr-base";

const MOST_BUCKETS = 100;
const MOST_TRADES = 10_000;

/** VALR's prices: tickers, books, public trades and candles. */
export class ValrPublic extends ValrBase {
  override async fetchTicker(symbol: string, params: Dict = {}): Promise<Ticker> {
    await this.loadMarkets();
    const market = this.market(symbol);
    const row = await this.request("{pair}/marketsummary", "public", "GET", { pair: market.id, ...params });
    return this.parseTicker(row, market);
  }

  override async fetchTickers(symbols: Strings = undefined, params: Dict = {}): Promise<Tickers> {
    await this.loadMarkets();
    const rows = (await this.request("marketsummary", "public", "GET", params)) as Dict[];
    // contracts stand in the same list: what is no listed market is left out
    const listed = rows.filter((row) => this.markets_by_id?.[this.safeString(row, "currencyPair") ?? ""]);
    return this.parseTickers(listed, symbols);
  }

  override parseTicker(row: Dict, market: Market = undefined): Ticker {
    const id = this.safeString2(row, "currencyPair", "currencyPairSymbol");
    const told = this.safeMarket(id, market);
    const timestamp = this.parse8601(this.safeString(row, "created"));
    const last = this.safeString(row, "lastTradedPrice");
    return this.safeTicker(
      {
        symbol: told.symbol,
        timestamp,
        datetime: this.iso8601(timestamp),
        high: this.safeString(row, "highPrice"),
        low: this.safeString(row, "lowPrice"),
        bid: this.safeString(row, "bidPrice"),
        ask: this.safeString(row, "askPrice"),
        close: last,
        last,
        previousClose: this.safeString(row, "previousClosePrice"),
        percentage: this.safeString(row, "changeFromPrevious"),
        baseVolume: this.safeString(row, "baseVolume"),
        quoteVolume: this.safeString(row, "quoteVolume"),
        info: row,
      },
      told,
    );
  }

  override async fetchOrderBook(
    symbol: string,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<OrderBook> {
    await this.loadMarkets();
    const market = this.market(symbol);
    const told = await this.request("{pair}/orderbook", "public", "GET", { pair: market.id, ...params });
    const book = this.parseValrBook(told, market.symbol);
    return { ...book, bids: book.bids.slice(0, limit), asks: book.asks.slice(0, limit) };
  }

  /** The book of a call or of a websocket: whole, with the sequence VALR gives it. */
  protected parseValrBook(told: Dict, symbol: string): OrderBook {
    const timestamp =
      this.parse8601(this.safeString(told, "LastChange")) ?? this.safeInteger(told, "LastChange");
    const book = this.parseOrderBook(told, symbol, timestamp, "Bids", "Asks", "price", "quantity");
    book.nonce = this.safeInteger(told, "SequenceNumber");
    return book;
  }

  /** The newest public trades from `since` on, oldest first, read page by page; at most `limit` (100 where none is told). */
  override async fetchTrades(
    symbol: string,
    since: Int = undefined,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<Trade[]> {
    await this.loadMarkets();
    const market = this.market(symbol);
    const wanted = Math.min(limit ?? (since === undefined ? PAGE : MOST_TRADES), MOST_TRADES);
    const { rows } = await readPages({
      most: since === undefined ? wanted : MOST_TRADES,
      ask: (skip, size) =>
        this.request("{pair}/trades", "public", "GET", { pair: market.id, limit: size, skip, ...params }),
      idOf: (row) => this.safeString2(row, "id", "sequenceId", ""),
      isOld: (row) => since !== undefined && (this.parse8601(this.safeString(row, "tradedAt")) ?? 0) < since,
    });
    return this.parseTrades(rows, market, since, wanted);
  }

  override parseTrade(row: Dict, market: Market = undefined): Trade {
    const told = this.safeMarket(this.safeString(row, "currencyPair"), market);
    const timestamp = this.parse8601(this.safeString(row, "tradedAt"));
    const side = this.safeStringLower2(row, "side", "takerSide");
    const own = this.safeString(row, "orderId") !== undefined;
    const fee = own ? this.feeOf(row, told, side) : undefined;
    return this.safeTrade(
      {
        id: this.safeString2(row, "id", "sequenceId"),
        order: this.safeString(row, "orderId"),
        timestamp,
        datetime: this.iso8601(timestamp),
        symbol: told.symbol,
        side,
        type: undefined,
        takerOrMaker: fee?.liquidity,
        price: this.safeString(row, "price"),
        amount: this.safeString(row, "quantity"),
        cost: this.safeString(row, "quoteVolume"),
        fee: fee && { currency: fee.currency, cost: fee.cost },
        info: row,
      },
      told,
    );
  }

  /**
   * What VALR took for a trade. A taker pays in what it receives, a maker in what it gives; a maker's reward is a fee
   * below zero. Which of the two an order was is told by a reward, else by the coin of the fee.
   */
  private feeOf(row: Dict, market: Dict, side: string | undefined) {
    const received: string = side === "buy" ? market.base : market.quote;
    const reward = this.safeString(row, "makerReward");
    const given: string = side === "buy" ? market.quote : market.base;
    if (reward !== undefined && Number(reward) !== 0) {
      const named = this.safeString(row, "makerRewardCurrency");
      return { liquidity: "maker", currency: named ? this.coinOf(named) : given, cost: `-${reward}` };
    }
    const named = this.safeString(row, "feeCurrency");
    const currency = named ? this.coinOf(named) : received;
    // without a fee or a reward nothing tells: a taker always pays
    const isMaker = reward !== undefined || currency === given;
    return { liquidity: isMaker ? "maker" : "taker", currency, cost: this.safeString(row, "fee", "0") };
  }

  /**
   * Closed and running candles of the mark price, oldest first: VALR keeps no others that anybody may read. Their
   * volume is what the bucket itself tells, undefined where it tells none.
   */
  override async fetchOHLCV(
    symbol: string,
    timeframe: string = "1m",
    since: Int = undefined,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<OHLCV[]> {
    await this.loadMarkets();
    const market = this.market(symbol);
    const seconds = this.safeInteger(this.timeframes, timeframe);
    if (seconds === undefined) throw new BadRequest(`${this.id} has no candles of ${timeframe}`);
    const count = Math.min(limit ?? MOST_BUCKETS, MOST_BUCKETS);
    const request: Dict = { pair: market.id, periodSeconds: seconds, limit: count };
    if (since !== undefined) {
      request.startTime = this.iso8601(since);
      // VALR refuses a range of more buckets than it answers with
      request.endTime = this.iso8601(since + count * seconds * 1_000);
    }
    const rows = await this.request("{pair}/markprice/buckets", "public", "GET", { ...request, ...params });
    return this.parseOHLCVs(rows, market, timeframe, since, count);
  }

  override parseOHLCV(row: Dict): OHLCV {
    return [
      this.parse8601(this.safeString(row, "startTime")),
      this.safeNumber(row, "open"),
      this.safeNumber(row, "high"),
      this.safeNumber(row, "low"),
      this.safeNumber(row, "close"),
      this.safeNumber(row, "volume"),
    ] as OHLCV;
  }

  protected coinOf(id: string): string {
    return this.safeCurrencyCode(id) ?? id;
  }
}
