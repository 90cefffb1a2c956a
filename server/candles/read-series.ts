import { didYouMean } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type CandleTimeframe, candleCloseAt } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import { nameText, readSeriesName } from "./core/series-name";
import { rulesOfFile, toMarketRules } from "./core/series-rules";
import type { PriceColumns } from "./pack-candles";
import { readCandles } from "./store/chunks";
import { findSeriesByName, findSeriesOf } from "./store/series";
import type { Series } from "./store/to-series";

/** A stored series as whoever replays it needs it. */
export type StoredSeries = {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly rules: MarketRules;
  readonly timeframe: CandleTimeframe;
  readonly candles: number;
  /** ms UTC: from the first opening to the last close */
  readonly from: number;
  readonly until: number;
};

/** All series of a user that hold candles, by name. */
const listStored = async (userId: string): Promise<readonly StoredSeries[]> =>
  (await findSeriesOf(userId)).flatMap((series) => toStored(series) ?? []);

/** The series of that name: "binance:BTC/USDT:1h". Refuses with `invalid` or `not_found`, and says what there is. */
export async function findStoredByName(userId: string, text: string): Promise<Result<StoredSeries>> {
  const name = readSeriesName(text);
  if (!name.ok) return name;
  const series = await findSeriesByName(userId, name.value);
  const stored = series && toStored(series);
  if (stored) return accept(stored);
  const known = (await listStored(userId)).map((each) => each.name);
  const there = known.length === 0 ? "None are stored yet" : `There are ${known.slice(0, 10).join(", ")}`;
  return refuse(
    "not_found",
    `No candles called ${nameText(name.value)} are stored.${didYouMean(nameText(name.value), known)} ${there}; "candles download" and "candles import" make them.`,
  );
}

/** Candles that open in [from, until), ms UTC, oldest first. */
export const readStored = ({ id }: StoredSeries, from: number, until: number): Promise<PriceColumns> =>
  readCandles(id, from, until);

function toStored(series: Series): StoredSeries | null {
  const { id, place, timeframe, candles, firstAt, lastAt, exchange, symbol, view } = series;
  if (firstAt === null || lastAt === null || candles === 0) return null;
  const rules = toMarketRules({ exchange, symbol }, series.rules ?? rulesOfFile(exchange, 8));
  const until = candleCloseAt(lastAt, timeframe);
  return { id, name: view.name, place, rules, timeframe, candles, from: firstAt, until };
}
