import type { ExchangeName } from "@/server/kernel/exchange-names";

export type Side = "buy" | "sell";
export type Liquidity = "maker" | "taker";
type FeeSides = { readonly [side in Side]: "base" | "quote" };

/** How one exchange treats orders, where exchanges differ. */
export type VenueRules = {
  /** what a fee is taken in */
  readonly feeIn: { readonly [liquidity in Liquidity]: FeeSides };
  /** a post-only order that would take: refused at once, or accepted and ended on arrival */
  readonly postOnlyCross: "reject" | "end";
  /** the exchange's own words for it */
  readonly postOnlyWords: string;
  /** an order without the money: refused at once, or accepted and failed later */
  readonly badFunds: "reject" | "fail";
};

const IN_QUOTE: FeeSides = { buy: "quote", sell: "quote" };
const IN_RECEIVED: FeeSides = { buy: "base", sell: "quote" };
const IN_GIVEN: FeeSides = { buy: "quote", sell: "base" };

/**
 * The five exchanges' ways. Fee assets: Binance and Luno take a fee out of what is received (Luno tells both parts,
 * fee_base and fee_counter), KuCoin and Kraken in quote, VALR taker fees out of what is received and maker fees on
 * top of what is given. Funds: VALR answers 202 and tells by status later, the others refuse. Post only: Binance
 * refuses LIMIT_MAKER (code −2010) and KuCoin the whole order; Kraken, Luno and VALR take it in and end it.
 */
export const venueRules: Readonly<Record<ExchangeName, VenueRules>> = {
  binance: {
    feeIn: { maker: IN_RECEIVED, taker: IN_RECEIVED },
    postOnlyCross: "reject",
    postOnlyWords: "Order would immediately match and take.",
    badFunds: "reject",
  },
  kucoin: {
    feeIn: { maker: IN_QUOTE, taker: IN_QUOTE },
    postOnlyCross: "reject",
    postOnlyWords: "Post only: part of the order would pay the taker fee.",
    badFunds: "reject",
  },
  kraken: {
    feeIn: { maker: IN_QUOTE, taker: IN_QUOTE },
    postOnlyCross: "end",
    postOnlyWords: "Post only order",
    badFunds: "reject",
  },
  luno: {
    feeIn: { maker: IN_RECEIVED, taker: IN_RECEIVED },
    postOnlyCross: "end",
    postOnlyWords: "Post only: the order would trade immediately.",
    badFunds: "reject",
  },
  valr: {
    feeIn: { maker: IN_GIVEN, taker: IN_RECEIVED },
    postOnlyCross: "end",
    postOnlyWords: "Failed: a post-only order would have matched.",
    badFunds: "fail",
  },
};

/** The rules of an exchange by its name; one that nobody knows is treated as the plainest: fees in quote. */
export const venueRulesOf = (exchange: ExchangeName): VenueRules =>
  Object.hasOwn(venueRules, exchange) ? venueRules[exchange as ExchangeName] : venueRules.kucoin;
