import type { ListedMarket, MarketData } from "@/server/exchange/core/exchange-client";
import { marketMs } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { nearestName } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type Timeframe, timeframes } from "@/server/market/core/candle";
import { type SeriesRules, toSeriesRules } from "./core/series-rules";

const NAMED_MOST = 6;
const LUNO =
  "Luno gives candles to accounts with keys only, and to others no more than the trades of the last day: take the market from another exchange (VALR has candles in ZAR), or import a file.";

/** Whether an exchange has those candles; each refusal says what it has instead. Throws a Fault. */
export async function checkListing(
  data: MarketData,
  asked: { readonly symbol: string; readonly timeframe: Timeframe; readonly from: number },
): Promise<Result<SeriesRules>> {
  const { symbol, timeframe, from } = asked;
  const label = exchangeLabel(data.exchange);
  const markets = await data.markets();
  const market = markets.find((each) => each.symbol === symbol);
  if (!market)
    return refuse("not_found", `${label} does not list ${symbol}.${insteadOf(symbol, markets)}`, "symbol");
  if ((await data.candles(symbol, timeframe, marketMs(from), 1)) !== null)
    return accept(toSeriesRules(market));
  const there: string[] = [];
  for (const other of timeframes.filter((each) => each !== timeframe)) {
    if ((await data.candles(symbol, other, marketMs(from), 1)) !== null) there.push(other);
  }
  if (there.length > 0)
    return refuse(
      "invalid",
      `${label} has no ${timeframe} candles: it has ${there.join(", ")}.`,
      "timeframe",
    );
  return refuse(
    "invalid",
    data.exchange === "luno" ? LUNO : `${label} has no candles for anybody.`,
    "exchange",
  );
}

/** What of its markets is most like the one that was asked for. */
function insteadOf(symbol: string, markets: readonly ListedMarket[]): string {
  const near = nearestName(
    symbol,
    markets.map((market) => market.symbol),
  );
  const [base] = symbol.split("/");
  const same = markets.filter((market) => market.base === base).map((market) => market.symbol);
  const named = [...new Set([...(near === null ? [] : [near]), ...same])].slice(0, NAMED_MOST);
  return named.length === 0 ? " Look at its own list of markets." : ` It lists ${named.join(", ")}.`;
}
