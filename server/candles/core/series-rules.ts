import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal, toText } from "@/server/kernel/money";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import type { MarketRules } from "@/server/market/core/market-rules";

/** What an exchange demands of orders on a market, as text. */
export type SeriesRules = {
  readonly [part in "tickSize" | "lotSize" | "minAmount" | "minNotional" | "makerFee" | "takerFee"]: string;
};

export const toSeriesRules = (rules: MarketRules): SeriesRules => ({
  tickSize: toText(rules.tickSize),
  lotSize: toText(rules.lotSize),
  minAmount: toText(rules.minAmount),
  minNotional: toText(rules.minNotional),
  makerFee: toText(rules.makerFee),
  takerFee: toText(rules.takerFee),
});

const LOT = "0.00000001";

/** Of a file nobody tells more than its digits: the exchange's own fees and smallest order, steps as fine as its prices. */
export function rulesOfFile(exchange: ExchangeName, priceScale: number): SeriesRules {
  const { makerFee, takerFee, minNotional } = exchangeDefaults[exchange];
  return {
    tickSize: toText(toDecimal("10").pow(-priceScale)),
    lotSize: LOT,
    minAmount: LOT,
    minNotional: toText(minNotional),
    makerFee: toText(makerFee),
    takerFee: toText(takerFee),
  };
}

export function toMarketRules(
  { exchange, symbol }: { readonly exchange: ExchangeName; readonly symbol: string },
  rules: SeriesRules,
): MarketRules {
  const [base = "", quote = ""] = symbol.split("/");
  return {
    exchange,
    symbol,
    base,
    quote,
    tickSize: toDecimal(rules.tickSize),
    lotSize: toDecimal(rules.lotSize),
    minAmount: toDecimal(rules.minAmount),
    minNotional: toDecimal(rules.minNotional),
    makerFee: toDecimal(rules.makerFee),
    takerFee: toDecimal(rules.takerFee),
  };
}
