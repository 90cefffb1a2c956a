import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import type { MarketRules } from "@/server/market/core/market-rules";
import { coins, quotePerUsd } from "@/server/market/core/simulation/universe";

/** A market whose price follows another's: price = offset + slope × that one's, on its own tick. */
export type SideMarket = {
  readonly rules: MarketRules;
  readonly from: string;
  readonly slope: Decimal;
  readonly offset: Decimal;
  /** base of it for one base of the other */
  readonly volume: Decimal;
};

type Row = readonly [
  symbol: string,
  from: string,
  price: number | null,
  grid: readonly [string, string, string, string],
];

/** A currency against another moves this little of what the coin it is derived from does. */
const DAMPED = 0.02;

/** [tick, lot, smallest amount, smallest value]; a price of null follows the other market one to one. */
const rows: { readonly [name in ExchangeName]: readonly Row[] } = {
  binance: [
    ["BNB/USDT", "ETH/USDT", 880, ["0.01", "0.001", "0.001", "5"]],
    ["USDC/USDT", "BTC/USDT", 1, ["0.0001", "1", "1", "5"]],
    ["EUR/USDT", "BTC/USDT", 1.16, ["0.0001", "0.1", "0.1", "5"]],
    ["GBP/USDT", "BTC/USDT", 1.32, ["0.001", "0.1", "0.1", "5"]],
  ],
  kucoin: [
    ["KCS/USDT", "ETH/USDT", 11.5, ["0.001", "0.0001", "0.01", "0.1"]],
    ["USDC/USDT", "BTC/USDT", 1, ["0.0001", "0.0001", "0.1", "0.1"]],
    ["EUR/USDT", "BTC/USDT", 1.16, ["0.0001", "0.0001", "0.1", "0.1"]],
  ],
  kraken: [
    ["BTC/USDT", "BTC/USD", null, ["0.1", "0.00000001", "0.00005", "0.5"]],
    ["ETH/USDT", "ETH/USD", null, ["0.01", "0.00000001", "0.002", "0.5"]],
    ["LTC/USDT", "LTC/USD", null, ["0.00001", "0.00000001", "0.05", "0.5"]],
    ["USDT/USD", "BTC/USD", 1, ["0.0001", "0.00000001", "5", "0.5"]],
    ["EUR/USD", "BTC/USD", 1.16, ["0.0001", "0.00000001", "0.5", "0.5"]],
    ["GBP/USD", "BTC/USD", 1.32, ["0.0001", "0.00000001", "0.5", "0.5"]],
  ],
  luno: [
    ["USDT/ZAR", "BTC/ZAR", 17.4, ["0.01", "0.01", "1", "10"]],
    ["BTC/USDT", "BTC/ZAR", 84_000, ["0.01", "0.0001", "0.0005", "5"]],
    ["BTC/EUR", "BTC/ZAR", 72_000, ["0.01", "0.0001", "0.0002", "5"]],
    ["BTC/GBP", "BTC/ZAR", 63_000, ["0.01", "0.0001", "0.0002", "5"]],
  ],
  valr: [
    ["USDT/ZAR", "BTC/ZAR", 17.4, ["0.001", "0.01", "1", "10"]],
    ["USDC/ZAR", "BTC/ZAR", 17.4, ["0.001", "0.01", "1", "10"]],
    ["BTC/USDT", "BTC/ZAR", 84_000, ["0.1", "0.00000001", "0.00001", "1"]],
    ["EUR/ZAR", "BTC/ZAR", 20.2, ["0.0001", "0.01", "1", "10"]],
  ],
};

const lunoFees: Readonly<Record<string, readonly [maker: string, taker: string]>> = {
  "USDT/ZAR": ["-0.0001", "0.002"],
};

/** What an exchange lists beside the universe: pairs that currencies are valued by, its own coin, dollars in a coin. */
export const sideMarkets = (exchange: ExchangeName): readonly SideMarket[] =>
  rows[exchange].map(([symbol, from, price, [tick, lot, minAmount, minNotional]]) => {
    const [base = "", quote = ""] = symbol.split("/");
    const { makerFee, takerFee } = exchangeDefaults[exchange];
    const own = exchange === "luno" ? lunoFees[symbol] : undefined;
    const rules: MarketRules = {
      exchange,
      symbol,
      base,
      quote,
      tickSize: toDecimal(tick),
      lotSize: toDecimal(lot),
      minAmount: toDecimal(minAmount),
      minNotional: toDecimal(minNotional),
      makerFee: own ? toDecimal(own[0]) : makerFee,
      takerFee: own ? toDecimal(own[1]) : takerFee,
    };
    return { rules, from, ...mapOf(base, from, price) };
  });

function mapOf(
  base: string,
  from: string,
  price: number | null,
): Pick<SideMarket, "slope" | "offset" | "volume"> {
  const [fromBase = "", fromQuote = ""] = from.split("/");
  const usd = coins.find((coin) => coin.base === fromBase)?.usd ?? 1;
  const reference = new Decimal(usd).times(quotePerUsd[fromQuote] ?? 1);
  if (price === null) return { slope: new Decimal(1), offset: ZERO, volume: new Decimal("0.1") };
  // the same coin in another currency follows it whole, a currency hardly
  const share = base === fromBase || usd < 10_000 ? 1 : DAMPED;
  const anchor = new Decimal(price);
  return {
    slope: anchor.times(share).div(reference),
    offset: anchor.times(1 - share),
    volume: base === fromBase ? new Decimal("0.1") : reference.div(anchor),
  };
}
