import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { exchangeDefaults } from "../exchange-defaults";

/** One simulated coin. Prices are plausible starting points, not quotes of any day. */
export type Coin = {
  readonly base: string;
  readonly usd: number;
  /** How strongly it follows the common factor. */
  readonly beta: number;
  /** Hourly deviation of its own part. */
  readonly hourDeviation: number;
  /** Traded per day on the largest exchange, in USD. */
  readonly dailyUsd: number;
};

export const coins: readonly Coin[] = [
  { base: "BTC", usd: 84_000, beta: 1, hourDeviation: 0.0014, dailyUsd: 1.5e9 },
  { base: "ETH", usd: 2_900, beta: 1.15, hourDeviation: 0.0022, dailyUsd: 9e8 },
  { base: "XRP", usd: 2.1, beta: 1.05, hourDeviation: 0.0056, dailyUsd: 3e8 },
  { base: "SOL", usd: 138, beta: 1.5, hourDeviation: 0.0057, dailyUsd: 4e8 },
  { base: "LTC", usd: 84, beta: 1, hourDeviation: 0.0045, dailyUsd: 4e7 },
  { base: "ADA", usd: 0.46, beta: 1.25, hourDeviation: 0.005, dailyUsd: 8e7 },
  { base: "DOGE", usd: 0.152, beta: 1.25, hourDeviation: 0.0057, dailyUsd: 2e8 },
  { base: "LINK", usd: 13.4, beta: 1.25, hourDeviation: 0.005, dailyUsd: 5e7 },
  { base: "BCH", usd: 530, beta: 1, hourDeviation: 0.005, dailyUsd: 4e7 },
];

/** What one simulated exchange adds. Ratios are fractions: 0.0002 is 2 basis points. */
export type Venue = {
  readonly exchange: ExchangeName;
  /** Full distance between bid and ask of the most traded coin in an ordinary hour; at least a tick. */
  readonly spread: number;
  /** Deviation of its price from the common one. */
  readonly basis: number;
  /** Share of a coin's daily volume traded here. */
  readonly volume: number;
  /** Resting orders near the price for the same traded volume, over those of the largest exchange. */
  readonly depth: number;
};

export const venues: Readonly<Record<ExchangeName, Venue>> = {
  luno: { exchange: "luno", spread: 0.001, basis: 0.0006, volume: 0.002, depth: 6 },
  binance: { exchange: "binance", spread: 0.00000012, basis: 0.0001, volume: 1, depth: 1 },
  kucoin: { exchange: "kucoin", spread: 0.000003, basis: 0.0002, volume: 0.12, depth: 1.5 },
  kraken: { exchange: "kraken", spread: 0.00001, basis: 0.0003, volume: 0.15, depth: 2 },
  valr: { exchange: "valr", spread: 0.0008, basis: 0.0005, volume: 0.003, depth: 6 },
};

/** Value of one US dollar in each home quote at the start of the model; ZAR moves by a path of its own. */
export const quotePerUsd: Readonly<Record<string, number>> = { USD: 1, USDT: 1, ZAR: 17.4 };

type Grid = readonly [tick: string, lot: string, minAmount: string];

/**
 * Tick, lot and smallest order of each market, as the exchanges published them (Binance and Kraken August 2026,
 * VALR March 2026, KuCoin 2021 with today's ticks; Luno by the scales of its markets call; ADA and BCH on VALR are estimates).
 */
const grids: Readonly<Record<ExchangeName, Readonly<Record<string, Grid>>>> = {
  luno: {
    BTC: ["1", "0.000001", "0.000005"],
    ETH: ["1", "0.000001", "0.0002"],
    XRP: ["0.01", "0.01", "0.5"],
    SOL: ["0.01", "0.0001", "0.003"],
    LTC: ["0.01", "0.0001", "0.005"],
    ADA: ["0.001", "0.01", "1"],
    DOGE: ["0.0001", "0.1", "2"],
    LINK: ["0.01", "0.001", "0.04"],
    BCH: ["0.01", "0.0001", "0.001"],
  },
  binance: {
    BTC: ["0.01", "0.00001", "0.00001"],
    ETH: ["0.01", "0.0001", "0.0001"],
    XRP: ["0.0001", "0.1", "0.1"],
    SOL: ["0.01", "0.001", "0.001"],
    LTC: ["0.01", "0.001", "0.001"],
    ADA: ["0.0001", "0.1", "0.1"],
    DOGE: ["0.00001", "1", "1"],
    LINK: ["0.001", "0.01", "0.01"],
    BCH: ["0.1", "0.001", "0.001"],
  },
  kucoin: {
    BTC: ["0.1", "0.00000001", "0.00001"],
    ETH: ["0.01", "0.0000001", "0.0001"],
    XRP: ["0.00001", "0.0001", "0.1"],
    SOL: ["0.001", "0.0001", "0.01"],
    LTC: ["0.001", "0.000001", "0.001"],
    ADA: ["0.0001", "0.0001", "1"],
    DOGE: ["0.00001", "0.0001", "1"],
    LINK: ["0.0001", "0.0001", "0.001"],
    BCH: ["0.01", "0.0001", "0.0001"],
  },
  kraken: {
    BTC: ["0.1", "0.00000001", "0.00005"],
    ETH: ["0.01", "0.00000001", "0.002"],
    XRP: ["0.00001", "0.00000001", "2"],
    SOL: ["0.01", "0.00000001", "0.02"],
    LTC: ["0.01", "0.00000001", "0.05"],
    ADA: ["0.000001", "0.00000001", "4.4"],
    DOGE: ["0.0000001", "0.00000001", "13"],
    LINK: ["0.00001", "0.00000001", "0.2"],
    BCH: ["0.01", "0.00000001", "0.01"],
  },
  valr: {
    BTC: ["1", "0.00000001", "0.000008"],
    ETH: ["1", "0.00000001", "0.0002"],
    XRP: ["0.01", "0.0001", "0.8"],
    SOL: ["1", "0.000001", "0.003"],
    LTC: ["0.1", "0.000001", "0.005"],
    ADA: ["0.001", "0.0001", "1"],
    DOGE: ["0.0001", "0.01", "1.5"],
    LINK: ["0.01", "0.0001", "0.04"],
    BCH: ["1", "0.000001", "0.001"],
  },
};

/** Every market of the simulated universe with its exchange's rules and fallback fees. */
export const universe: readonly MarketRules[] = exchangeNames.flatMap((exchange) =>
  coins.flatMap(({ base }) => {
    const rules = rulesOf(exchange, base);
    return rules === null ? [] : [rules];
  }),
);

function rulesOf(exchange: ExchangeName, base: string): MarketRules | null {
  const grid = grids[exchange][base];
  if (!grid) return null;
  const { homeQuote, makerFee, takerFee, minNotional } = exchangeDefaults[exchange];
  const [tickSize, lotSize, minAmount] = grid;
  return {
    exchange,
    symbol: `${base}/${homeQuote}`,
    base,
    quote: homeQuote,
    tickSize: toDecimal(tickSize),
    lotSize: toDecimal(lotSize),
    minAmount: toDecimal(minAmount),
    minNotional,
    makerFee,
    takerFee,
  };
}
