import { nearestName } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type CandleTimeframe, candleTimeframes } from "@/server/market/core/candle";

/** What a stored series is called: where it comes from, which market, which timeframe. */
export type SeriesName = {
  readonly place: string;
  readonly symbol: string;
  readonly timeframe: CandleTimeframe;
};

export const PLACE = /^[a-z][a-z0-9_-]{0,30}$/;
const SYMBOL = /^[A-Z0-9]{1,15}\/[A-Z0-9]{1,15}$/;
const PRACTICE = "practice-";

/** Where candles of an exchange, or of its simulator, stand. */
export const placeOf = (exchange: string, practice: boolean): string =>
  practice ? `${PRACTICE}${exchange}` : exchange;
export const isPractice = (place: string): boolean => place.startsWith(PRACTICE);

/** "binance:BTC/USDT:1h" */
export const nameText = ({ place, symbol, timeframe }: { [part in keyof SeriesName]: string }): string =>
  `${place}:${symbol}:${timeframe}`;

/** Reads "binance:BTC/USDT:1h"; the market in any case, with a stroke or a dash. */
export function readSeriesName(text: string): Result<SeriesName> {
  const [place = "", market = "", typed = "", ...rest] = text.trim().split(":");
  const symbol = readSymbol(market);
  const timeframe = candleTimeframes.find((each) => each === typed);
  if (PLACE.test(place.toLowerCase()) && symbol !== null && timeframe && rest.length === 0)
    return accept({ place: place.toLowerCase(), symbol, timeframe });
  if (symbol !== null && rest.length === 0 && typed !== "") {
    const near = nearestName(typed, candleTimeframes);
    return refuse(
      "invalid",
      `"${typed.slice(0, 20)}" is no timeframe: write one of ${candleTimeframes.join(", ")}.${near === null ? "" : ` Do you mean ${near}?`}`,
    );
  }
  return refuse(
    "invalid",
    `"${text.slice(0, 60)}" names no series of candles: write place, market and timeframe like binance:BTC/USDT:1h.`,
  );
}

/** "btc-usdt" as BTC/USDT; null for what names no market. */
export function readSymbol(text: string): string | null {
  const symbol = text.trim().toUpperCase().replace("-", "/");
  return SYMBOL.test(symbol) ? symbol : null;
}
