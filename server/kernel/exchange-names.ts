// The exchanges this system knows, and what is fixed about each. Fees are those before an account's own tier is known.

import { invariant } from "./result";

type ExchangeFacts = {
  /** as the exchange writes its own name, inside a sentence */
  readonly label: string;
  readonly homeQuote: string;
  /** fractions of the notional as text: "0.001" is 0.1 % */
  readonly makerFee: string;
  readonly takerFee: string;
  /** smallest order value, in the quote */
  readonly minNotional: string;
  /** how many bots trade there at most, until the owner says otherwise */
  readonly slots: number;
  /** entries: a day of the owner's zone, least distance (wall clock), on their way at once; until the owner says otherwise */
  readonly limits: { readonly perDay: number; readonly gapMs: number; readonly inFlight: number };
};

export const exchangeNames = ["luno", "binance", "kucoin", "kraken", "valr"] as const;

export type ExchangeName = (typeof exchangeNames)[number];

export const exchanges: { readonly [name in ExchangeName]: ExchangeFacts } = {
  luno: {
    label: "Luno",
    homeQuote: "ZAR",
    makerFee: "0.004",
    takerFee: "0.006",
    minNotional: "10",
    slots: 5,
    limits: { perDay: 250, gapMs: 10_000, inFlight: 2 },
  },
  binance: {
    label: "Binance",
    homeQuote: "USDT",
    makerFee: "0.001",
    takerFee: "0.001",
    minNotional: "5",
    slots: 10,
    limits: { perDay: 500, gapMs: 2_000, inFlight: 5 },
  },
  kucoin: {
    label: "KuCoin",
    homeQuote: "USDT",
    makerFee: "0.001",
    takerFee: "0.001",
    minNotional: "0.1",
    slots: 10,
    limits: { perDay: 500, gapMs: 3_000, inFlight: 3 },
  },
  kraken: {
    label: "Kraken",
    homeQuote: "USD",
    makerFee: "0.0025",
    takerFee: "0.004",
    minNotional: "0.5",
    slots: 10,
    limits: { perDay: 500, gapMs: 5_000, inFlight: 3 },
  },
  valr: {
    label: "VALR",
    homeQuote: "ZAR",
    makerFee: "0.0018",
    takerFee: "0.0035",
    minNotional: "10",
    slots: 10,
    limits: { perDay: 500, gapMs: 8_000, inFlight: 2 },
  },
};

/** The exchange of that name in whatever case; undefined where none is known by it. */
export const findExchange = (text: string): ExchangeName | undefined =>
  exchangeNames.find((name) => name === text.toLowerCase());

/** A name that was written down by this system, as one of the catalogue; throws where nobody knows it. */
export function readExchange(text: string): ExchangeName {
  const name = exchangeNames.find((each) => each === text);
  invariant(name, `an exchange called ${text}`);
  return name;
}

/** Something for each exchange, by name. */
export const perExchange = <T>(of: (facts: ExchangeFacts) => T): { readonly [name in ExchangeName]: T } =>
  Object.fromEntries(exchangeNames.map((name) => [name, of(exchanges[name])])) as {
    readonly [name in ExchangeName]: T;
  };

/** How an exchange writes its own name. */
export const exchangeLabel = (exchange: ExchangeName): string => exchanges[exchange].label;
