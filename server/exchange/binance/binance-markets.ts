import { loadRawMarkets, type NamedMarket, type RawMarket } from "@/server/exchange/ccxt/market-names";
import { decimalOf, findDecimal, type Json, objectsOf } from "@/server/exchange/ccxt/read-answer";
import type { Wire } from "@/server/exchange/ccxt/wire";
import { exchanges } from "@/server/kernel/exchange-names";
import { toDecimal, ZERO } from "@/server/kernel/money";

export const loadBinanceMarkets = async (wire: Wire): Promise<readonly NamedMarket[]> =>
  (await loadRawMarkets(wire)).map(toMarket);

function toMarket({ symbol, base, quote, id, info }: RawMarket): NamedMarket {
  const filters = new Map(objectsOf(info.filters, "filters").map((filter) => [filter.filterType, filter]));
  const lot: Json = filters.get("LOT_SIZE") ?? {};
  const cost: Json = filters.get("NOTIONAL") ?? filters.get("MIN_NOTIONAL") ?? {};
  return {
    exchange: "binance",
    symbol,
    base,
    quote,
    id,
    names: [],
    tickSize: decimalOf(filters.get("PRICE_FILTER")?.tickSize, "tick size"),
    lotSize: decimalOf(lot.stepSize, "lot size"),
    minAmount: decimalOf(lot.minQty, "smallest amount"),
    minNotional: findDecimal(cost.minNotional, "smallest value") ?? ZERO,
    makerFee: toDecimal(exchanges.binance.makerFee),
    takerFee: toDecimal(exchanges.binance.takerFee),
    active: info.status === "TRADING",
  };
}
