import type {
  Balances,
  Dict,
  Int,
  Market,
  MarketInterface,
  Num,
  Order,
  OrderSide,
  OrderType,
  Str,
  Trade,
  TradingFees,
} from "ccxt";
import { ArgumentsRequired, BadResponse, InvalidOrder, OrderNotFound, Precise } from "./ccxt-values";
import { readPages } from "./read-pages";
import { ValrPublic } from "./valr-public";

const CUSTOMER_ID = /^[A-Za-z0-9-]{1,50}$/;
const MOST_ROWS = 20_000;

/** An account at VALR: balances, fees, orders, own trades, and what its key may do. */
export class ValrPrivate extends ValrPublic {
  override async fetchBalance(params: Dict = {}): Promise<Balances> {
    await this.loadMarkets();
    const rows = (await this.request("account/balances", "private", "GET", params)) as Dict[];
    return this.safeBalance(
      Object.assign({ info: rows }, Object.fromEntries(rows.map((row) => this.balanceOf(row)))),
    );
  }

  /** One coin of a balance: a call names it by its symbol, a websocket by the whole coin. */
  protected balanceOf(row: Dict): readonly [string, Dict] {
    const coin = this.safeDict(row, "currency");
    const id = coin
      ? (this.safeString(coin, "shortName") ?? this.safeString(coin, "symbol"))
      : this.safeString(row, "currency");
    const free = this.safeString(row, "available");
    return [
      this.coinOf(id ?? ""),
      { free, used: this.safeString(row, "reserved"), total: this.safeString(row, "total") },
    ];
  }

  override async fetchTradingFees(params: Dict = {}): Promise<TradingFees> {
    await this.loadMarkets();
    const rows = (await this.request("account/fees/trade", "private", "GET", params)) as Dict[];
    const fees: Dict = {};
    for (const row of rows) {
      const market = this.markets_by_id?.[this.safeString(row, "currencyPair") ?? ""]?.[0];
      if (!market) continue;
      fees[market.symbol] = {
        info: row,
        symbol: market.symbol,
        maker: this.percent(row, "makerPercentage"),
        taker: this.percent(row, "takerPercentage"),
        percentage: true,
        tierBased: true,
      };
    }
    return fees as TradingFees;
  }

  /** The key that signs: its permissions and the addresses it is bound to, as VALR tells them. */
  async fetchApiKey(params: Dict = {}): Promise<Dict> {
    return this.request("account/api-keys/current", "private", "GET", params);
  }

  /**
   * Sends an order. VALR answers 202 with an id: that it was taken in is told by its status, so the order comes back
   * without one. `params`: clientOrderId, postOnly, timeInForce, cost (a market buy by quote), triggerPrice (a stop
   * limit order; stopLossPrice and takeProfitPrice say which side of the price it waits on).
   */
  override async createOrder(
    symbol: string,
    type: OrderType,
    side: OrderSide,
    amount: number,
    price: Num = undefined,
    params: Dict = {},
  ): Promise<Order> {
    await this.loadMarkets();
    const market = this.market(symbol);
    const { path, body } = this.orderBody(market, { type, side, amount, price, params });
    const answer = await this.request(path, "private", "POST", body);
    const id = this.safeString2(answer, "id", "orderId");
    if (id === undefined) throw new BadResponse(`${this.id} answered an order without an id`);
    return this.safeOrder(
      { id, clientOrderId: body.customerOrderId, symbol: market.symbol, type, side, info: answer },
      market,
    );
  }

  private orderBody(
    market: Dict,
    order: { type: OrderType; side: OrderSide; amount: number; price: Num; params: Dict },
  ): { path: string; body: Dict } {
    const { type, side, amount, price, params } = order;
    const named = this.safeString2(params, "clientOrderId", "customerOrderId");
    if (named !== undefined && !CUSTOMER_ID.test(named))
      throw new InvalidOrder(`${this.id} takes client order ids of 50 letters, digits and dashes at most`);
    const common: Dict = { side: String(side).toUpperCase(), pair: market.id };
    if (named !== undefined) common.customerOrderId = named;
    const stop = this.stopOf(params, side);
    if (type === "market") {
      // a stop that is not sent as one would trade at once
      if (stop) throw new InvalidOrder(`${this.id} has stop limit orders only`);
      const cost = this.safeString(params, "cost");
      const sized = cost
        ? { quoteAmount: this.costToPrecision(market.symbol, cost) }
        : { baseAmount: this.amountToPrecision(market.symbol, amount) };
      return { path: "orders/market", body: { ...common, ...sized } };
    }
    if (price === undefined || price === null)
      throw new ArgumentsRequired(`${this.id} needs a price for a limit order`);
    const sized = {
      quantity: this.amountToPrecision(market.symbol, amount),
      price: this.priceToPrecision(market.symbol, price),
      timeInForce: this.safeString(params, "timeInForce", "GTC"),
    };
    if (stop)
      return { path: "orders/stop/limit", body: { ...common, ...sized, ...this.stopBody(market, stop) } };
    return {
      path: "orders/limit",
      body: { ...common, ...sized, postOnly: this.safeBool(params, "postOnly", false) },
    };
  }

  private stopOf(params: Dict, side: OrderSide): { price: string; type: string } | null {
    const profit = this.safeString(params, "takeProfitPrice");
    const price =
      profit ??
      this.safeString2(params, "stopLossPrice", "triggerPrice") ??
      this.safeString(params, "stopPrice");
    if (price === undefined) return null;
    const told = this.safeString(params, "stopType");
    // a trigger without a direction protects: below the price for a sell, above it for a buy
    return {
      price,
      type: told ?? (profit !== undefined && side !== undefined ? "TAKE_PROFIT_LIMIT" : "STOP_LOSS_LIMIT"),
    };
  }

  private stopBody(market: Dict, stop: { price: string; type: string }): Dict {
    return { stopPrice: this.priceToPrecision(market.symbol, stop.price), type: stop.type };
  }

  /** Cancels by VALR's id, or by `params.clientOrderId`: a DELETE with a body. */
  override async cancelOrder(id: string, symbol: Str = undefined, params: Dict = {}): Promise<Order> {
    const market = await this.marketOf(symbol, "cancelOrder");
    const named = this.safeString2(params, "clientOrderId", "customerOrderId");
    const body = named ? { pair: market.id, customerOrderId: named } : { pair: market.id, orderId: id };
    const answer = await this.request("orders/order", "private", "DELETE", body);
    return this.safeOrder(
      { id: named ? undefined : id, clientOrderId: named, symbol: market.symbol, info: answer },
      market,
    );
  }

  /** By VALR's id, or by `params.clientOrderId`: its status first, then the summary of one that has ended. */
  override async fetchOrder(id: string, symbol: Str = undefined, params: Dict = {}): Promise<Order> {
    const market = await this.marketOf(symbol, "fetchOrder");
    const named = this.safeString2(params, "clientOrderId", "customerOrderId");
    const key = named ? "customerorderid" : "orderid";
    const asked = named ?? id;
    const status = await this.orNotFound(
      this.request(`orders/{pair}/${key}/{id}`, "private", "GET", { pair: market.id, id: asked }),
    );
    const found = status && this.parseOrder(status, market);
    if (found?.status === "open") return found;
    const summary = await this.orNotFound(
      this.request(`orders/history/summary/${key}/{id}`, "private", "GET", { id: asked }),
    );
    // another order may have ended with the same customer id, which is unique among open ones only
    if (summary && (!found || this.safeString(summary, "orderId") === found.id))
      return this.parseOrder(summary, market);
    if (found) return found;
    throw new OrderNotFound(`${this.id} knows no order ${asked}`);
  }

  override async fetchOpenOrders(
    symbol: Str = undefined,
    since: Int = undefined,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<Order[]> {
    await this.loadMarkets();
    const market = symbol === undefined ? undefined : this.market(symbol);
    const rows = (await this.request("orders/open", "private", "GET", params)) as Dict[];
    return this.parseOrders(rows, market, since, limit);
  }

  override async fetchClosedOrders(
    symbol: Str = undefined,
    since: Int = undefined,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<Order[]> {
    await this.loadMarkets();
    const market = symbol === undefined ? undefined : this.market(symbol);
    const { rows } = await readPages({
      most: since === undefined ? Math.min(limit ?? 100, MOST_ROWS) : MOST_ROWS,
      ask: (skip, size) => this.request("orders/history", "private", "GET", { skip, limit: size, ...params }),
      idOf: (row) => this.safeString(row, "orderId"),
      isOld: (row) =>
        since !== undefined && (this.parse8601(this.safeString(row, "orderCreatedAt")) ?? 0) < since,
    });
    return this.parseOrders(rows, market, since, limit);
  }

  /** The account's trades in one market from `since` on, oldest first, all of them: 100 a page, read until the end. */
  override async fetchMyTrades(
    symbol: Str = undefined,
    since: Int = undefined,
    limit: Int = undefined,
    params: Dict = {},
  ): Promise<Trade[]> {
    const market = await this.marketOf(symbol, "fetchMyTrades");
    const most = since === undefined ? Math.min(limit ?? 100, MOST_ROWS) : MOST_ROWS;
    const { rows, whole } = await readPages({
      most,
      ask: (skip, size) =>
        this.request("account/{pair}/tradehistory", "private", "GET", {
          pair: market.id,
          skip,
          limit: size,
          ...params,
        }),
      idOf: (row) => this.safeString(row, "id"),
      isOld: (row) => since !== undefined && (this.parse8601(this.safeString(row, "tradedAt")) ?? 0) < since,
    });
    // part of them told as all of them would lose a fill
    if (!whole && since !== undefined)
      throw new BadResponse(`${this.id} has more than ${MOST_ROWS} trades since then`);
    return this.parseTrades(rows, market, since, limit);
  }

  override parseOrder(row: Dict, market: Market = undefined): Order {
    const told = this.safeMarket(this.safeString(row, "currencyPair"), market);
    const amount = this.safeString(row, "originalQuantity");
    const remaining = this.safeString2(row, "remainingQuantity", "quantity");
    const filled =
      this.safeString2(row, "totalExecutedQuantity", "executedQuantity") ??
      Precise.stringSub(amount, remaining);
    const type = (this.safeStringLower2(row, "orderType", "type") ?? "").trim();
    const average = this.safeString2(row, "averagePrice", "executedPrice");
    const created = this.parse8601(this.safeString2(row, "orderCreatedAt", "createdAt"));
    const feeCost = this.safeString2(row, "totalFee", "executedFee");
    const feeCoin = this.safeString(row, "feeCurrency");
    return this.safeOrder(
      {
        id: this.safeString(row, "orderId"),
        clientOrderId: this.emptyIsNone(this.safeString(row, "customerOrderId")),
        timestamp: created,
        datetime: this.iso8601(created),
        lastUpdateTimestamp: this.parse8601(this.safeString2(row, "orderUpdatedAt", "updatedAt")),
        symbol: told.symbol,
        type: type.includes("market") ? "market" : "limit",
        timeInForce: this.safeString(row, "timeInForce"),
        postOnly: type.includes("post-only"),
        side: this.safeStringLower2(row, "orderSide", "side"),
        price: this.safeString2(row, "originalPrice", "price"),
        triggerPrice: this.safeString(row, "stopPrice"),
        amount,
        filled,
        remaining,
        average: average !== undefined && Number(average) > 0 ? average : undefined,
        status: this.parseOrderStatus(this.safeString2(row, "orderStatusType", "status")),
        fee: feeCost !== undefined && feeCoin ? { cost: feeCost, currency: this.coinOf(feeCoin) } : undefined,
        info: row,
      },
      told,
    );
  }

  private async marketOf(symbol: Str, call: string): Promise<MarketInterface> {
    if (symbol === undefined) throw new ArgumentsRequired(`${this.id} ${call}() needs a symbol`);
    await this.loadMarkets();
    return this.market(symbol);
  }

  private async orNotFound(asked: Promise<Dict>): Promise<Dict | null> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof OrderNotFound) return null;
      throw error;
    }
  }

  private emptyIsNone(text: Str): Str {
    return text === "" ? undefined : text;
  }

  /** "0.35" per cent is the fraction 0.0035. */
  private percent(row: Dict, key: string): Num {
    return this.parseNumber(Precise.stringDiv(this.safeString(row, key), "100"));
  }
}
