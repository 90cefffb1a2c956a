import { loadRawMarkets, type NamedMarket, type RawMarket } from "@/server/exchange/ccxt/market-names";
import { decimalOf, findDecimal, findText } from "@/server/exchange/ccxt/read-answer";
import { stepOf } from "@/server/exchange/ccxt/shapes";
import type { Wire } from "@/server/exchange/ccxt/wire";
import { exchanges } from "@/server/kernel/exchange-names";
import { toDecimal, ZERO } from "@/server/kernel/money";

export const loadKrakenMarkets = async (wire: Wire): Promise<readonly NamedMarket[]> =>
  (await loadRawMarkets(wire)).map(toMarket);

function toMarket({ symbol, base, quote, id, info }: RawMarket): NamedMarket {
  const lotSize = stepOf(decimalOf(info.lot_decimals, "lot size"));
  const status = findText(info.status) ?? "online";
  const names = [info.altname, info.wsname].map(findText).filter((name) => name !== undefined);
  return {
    exchange: "kraken",
    symbol,
    base,
    quote,
    id,
    names,
    lotSize,
    tickSize: findDecimal(info.tick_size, "tick size") ?? stepOf(decimalOf(info.pair_decimals, "tick size")),
    minAmount: findDecimal(info.ordermin, "smallest amount") ?? lotSize,
    minNotional: findDecimal(info.costmin, "smallest value") ?? ZERO,
    makerFee: toDecimal(exchanges.kraken.makerFee),
    takerFee: toDecimal(exchanges.kraken.takerFee),
    active: status === "online" || status === "limit_only" || status === "post_only",
  };
}
