import { type Decimal, toDecimal } from "@/server/kernel/money";
import type { ExchangeName } from "@/server/market/core/market-rules";

/** What holds for an exchange where nothing nearer is known. Fees are fractions of the notional: 0.001 is 0.1 %. */
export type ExchangeDefaults = {
  readonly homeQuote: string;
  readonly makerFee: Decimal;
  readonly takerFee: Decimal;
  /** smallest order value, in the quote */
  readonly minNotional: Decimal;
};

const defaults = (
  homeQuote: string,
  makerFee: string,
  takerFee: string,
  minNotional: string,
): ExchangeDefaults => ({
  homeQuote,
  makerFee: toDecimal(makerFee),
  takerFee: toDecimal(takerFee),
  minNotional: toDecimal(minNotional),
});

/** Home quotes and fallback fees (before an account's own fee tier is known), by exchange. */
export const exchangeDefaults: Readonly<Record<ExchangeName, ExchangeDefaults>> = {
  luno: defaults("ZAR", "0.004", "0.006", "10"),
  binance: defaults("USDT", "0.001", "0.001", "5"),
  kucoin: defaults("USDT", "0.001", "0.001", "0.1"),
  kraken: defaults("USD", "0.0025", "0.004", "0.5"),
  valr: defaults("ZAR", "0.0018", "0.0035", "10"),
};
