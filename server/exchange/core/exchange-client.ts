import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { OrderBook } from "@/server/market/core/order-book";
import type {
  AccountTrade,
  CancelAnswer,
  OpenOrder,
  OrderRequest,
  PlaceAnswer,
  VenueBalance,
  VenueOrder,
} from "./exchange-port";

/**
 * Keys of one account at one exchange, in clear: only ever in the worker's memory.
 */
export type Credentials = {
  readonly apiKey: string;
  readonly secret: string;
  /** the third secret that KuCoin asks for */
  readonly passphrase: string | null;
};

/**
 * Where an exchange is reached: its own hosts, its testnet (Binance only), or a simulator on this machine.
 */
export type ExchangeSite =
  | { readonly kind: "real" }
  | { readonly kind: "testnet" }
  /** `origin` is "http://127.0.0.1:PORT": one port for requests and websockets */
  | { readonly kind: "simulator"; readonly origin: string };

/** A market as its exchange lists it. One that is not active takes no orders now. */
export type ListedMarket = MarketRules & { readonly active: boolean };

/** A trade of somebody: the side is the taker's, the amount in base. */
export type PublicTrade = {
  readonly id: string;
  readonly at: MarketMs;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly side: "buy" | "sell";
};

/** `read_only`: prices come, orders are not taken. The words are the exchange's own, for a person. */
export type ExchangeStatus = {
  readonly state: "ok" | "maintenance" | "read_only";
  readonly words: string;
};

/**
 * What anybody may ask of an exchange. All calls may throw a Fault.
 */
export type MarketData = {
  readonly exchange: ExchangeName;
  /** All spot markets, with the fees of an account nobody knows yet. */
  readonly markets: () => Promise<readonly ListedMarket[]>;
  /** The newest price of each of these markets; one that is not listed is missing in the answer. */
  readonly tickers: (symbols: readonly string[]) => Promise<readonly Tick[]>;
  readonly book: (symbol: string, depth: number) => Promise<OrderBook>;
  /** Oldest first, at most `limit`; from `since` on where the exchange can, else its newest. */
  readonly trades: (symbol: string, since: MarketMs | null, limit: number) => Promise<readonly PublicTrade[]>;
  /** Closed candles, oldest first; null: this exchange has none of that timeframe without keys. */
  readonly candles: (
    symbol: string,
    timeframe: Timeframe,
    from: MarketMs,
    limit: number,
  ) => Promise<readonly Candle[] | null>;
  readonly status: () => Promise<ExchangeStatus>;
  /** The exchange's clock minus ours, ms. */
  readonly clockOffset: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** What a key may do; null where the exchange does not tell. */
export type KeyRights = {
  readonly read: boolean | null;
  readonly trade: boolean | null;
  readonly withdraw: boolean | null;
  /** the addresses it is bound to: empty where it is bound to none */
  readonly addresses: readonly string[] | null;
  readonly expiresAt: WallMs | null;
};

export type MarketFees = {
  readonly symbol: string;
  /** fractions of the notional: 0.001 is 0.1 %; below zero for a rebate */
  readonly makerFee: Decimal;
  readonly takerFee: Decimal;
};

/** One account at an exchange: the port without the account argument, and what the keys tell. All calls may throw a Fault. */
export type AccountClient = {
  readonly createOrder: (request: OrderRequest) => Promise<PlaceAnswer>;
  readonly findOrder: (clientOrderId: string, symbol: string) => Promise<VenueOrder | null>;
  readonly cancelOrder: (clientOrderId: string, symbol: string) => Promise<CancelAnswer>;
  readonly listOpenOrders: (symbols: readonly string[] | null) => Promise<readonly OpenOrder[]>;
  readonly listTrades: (symbols: readonly string[], since: MarketMs) => Promise<readonly AccountTrade[]>;
  readonly listBalances: () => Promise<readonly VenueBalance[]>;
  /** What this account pays in those markets. */
  readonly fees: (symbols: readonly string[]) => Promise<readonly MarketFees[]>;
  /** Closed candles, oldest first, where the exchange has them for keys alone; null: none of that timeframe. */
  readonly candles?: MarketData["candles"];
  /** Asks for what the key may do; sends no order. */
  readonly keyRights: () => Promise<KeyRights>;
  readonly close: () => Promise<void>;
};
