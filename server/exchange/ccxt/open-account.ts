import type {
  AccountClient,
  Credentials,
  KeyRights,
  MarketFees,
} from "@/server/exchange/core/exchange-client";
import type {
  AccountTrade,
  CancelAnswer,
  OpenOrder,
  OrderRequest,
  VenueBalance,
  VenueOrder,
} from "@/server/exchange/core/exchange-port";
import { toPlaceAnswer } from "@/server/exchange/core/to-place-answer";
import { ExchangeFault, verdictOf } from "@/server/exchange/core/verdict";
import type { MarketMs } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { Timeframe } from "@/server/market/core/candle";
import { keepMarkets } from "./keep-markets";
import type { MarketNames, NamedMarket } from "./market-names";
import { closedOf, type TimedCandle } from "./shapes";
import { type Manners, openWire, type Wire, type WireOptions } from "./wire";

/** One exchange's requests about an account, each by the exchange's own names. */
export type AccountCalls = {
  readonly manners: Manners;
  readonly loadMarkets: (wire: Wire) => Promise<readonly NamedMarket[]>;
  /** Answers the exchange's order id. */
  readonly create: (wire: Wire, market: NamedMarket, request: OrderRequest) => Promise<string>;
  readonly find: (wire: Wire, market: NamedMarket, clientOrderId: string) => Promise<VenueOrder | null>;
  /** Throws "not found" where the order is not there or has ended. */
  readonly cancel: (wire: Wire, market: NamedMarket, clientOrderId: string) => Promise<void>;
  readonly open: (
    wire: Wire,
    names: MarketNames,
    markets: readonly NamedMarket[] | null,
  ) => Promise<readonly OpenOrder[]>;
  readonly trades: (
    wire: Wire,
    names: MarketNames,
    markets: readonly NamedMarket[],
    since: MarketMs,
  ) => Promise<readonly AccountTrade[]>;
  readonly balances: (wire: Wire) => Promise<readonly VenueBalance[]>;
  readonly fees: (wire: Wire, markets: readonly NamedMarket[]) => Promise<readonly MarketFees[]>;
  readonly rights: (wire: Wire) => Promise<KeyRights>;
  /** where the exchange has them for keys alone */
  readonly candles?: (
    wire: Wire,
    market: NamedMarket,
    timeframe: Timeframe,
    from: MarketMs,
  ) => Promise<readonly TimedCandle[] | null>;
};

export type AccountOptions = WireOptions & { readonly credentials: Credentials };

/** One account at one exchange over ccxt. */
export async function openCcxtAccount(calls: AccountCalls, options: AccountOptions): Promise<AccountClient> {
  const wire = await openWire(calls.manners, options);
  const label = exchangeLabel(calls.manners.name);
  const kept = keepMarkets(label, () => calls.loadMarkets(wire), wire.now);
  const marketOf = async (symbol: string): Promise<NamedMarket> => {
    const market = (await kept.names()).find(symbol);
    if (!market) throw new ExchangeFault("not_listed", `${label} lists no market ${symbol}.`);
    return market;
  };
  const listed = async (symbols: readonly string[]) => Promise.all([...new Set(symbols)].map(marketOf));
  const find = async (clientOrderId: string, symbol: string) =>
    calls.find(wire, await marketOf(symbol), clientOrderId);
  const cancelOrder = async (clientOrderId: string, symbol: string): Promise<CancelAnswer> => {
    const market = await marketOf(symbol);
    try {
      await calls.cancel(wire, market, clientOrderId);
      return { kind: "cancelled" };
    } catch (error) {
      if (verdictOf(error) !== "not_found") throw error;
      const order = await calls.find(wire, market, clientOrderId);
      if (order?.status === "open") throw error;
      return { kind: order ? "already_ended" : "not_found" };
    }
  };
  return {
    createOrder: (request) =>
      toPlaceAnswer(
        async () => calls.create(wire, await marketOf(request.symbol), request),
        async () => (await find(request.clientOrderId, request.symbol))?.venueOrderId ?? null,
      ),
    findOrder: find,
    cancelOrder,
    listOpenOrders: async (symbols) => {
      const names = await kept.names();
      const markets = symbols && (await listed(symbols));
      const wanted = symbols && new Set(symbols);
      const found = await calls.open(wire, names, markets);
      return onceEach(found, ({ venueOrderId }) => venueOrderId).filter(
        ({ symbol }) => !wanted || wanted.has(symbol),
      );
    },
    listTrades: async (symbols, since) => {
      const names = await kept.names();
      const wanted = new Set(symbols);
      const found = await calls.trades(wire, names, await listed(symbols), since);
      return onceEach(found, ({ venueTradeId, symbol }) => `${symbol} ${venueTradeId}`)
        .filter(({ symbol, at }) => wanted.has(symbol) && at >= since)
        .sort((a, b) => a.at - b.at);
    },
    listBalances: () => calls.balances(wire),
    fees: async (symbols) => calls.fees(wire, await listed(symbols)),
    keyRights: () => calls.rights(wire),
    candles: async (symbol, timeframe, from, limit) => {
      const found = await calls.candles?.(wire, await marketOf(symbol), timeframe, from);
      return found ? closedOf(found, { from, limit, now: wire.now() }) : null;
    },
    close: wire.close,
  };
}

/** Pages overlap where something new came in between. */
const onceEach = <T>(all: readonly T[], keyOf: (one: T) => string): T[] => [
  ...new Map(all.map((one) => [keyOf(one), one])).values(),
];
