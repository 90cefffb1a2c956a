import path from "node:path";
import { type CandleAsk, type CandleTable, plainAsk } from "../candle-files/candle-file";
import { CandleFileError } from "../candle-files/candle-file-error";
import { readCandleFile } from "../candle-files/read-candle-file";
import { timeframeMs, timeframes } from "../core/candle";
import { type MarketName, nameMarket } from "../core/market-name";
import { readRecordingName } from "../core/recording-name";
import { COLUMNS, type Recording } from "./recording";

/** What a start says about its files that they do not say themselves. */
export type RecordingAsk = CandleAsk & {
  /** the market of files whose name does not tell it, `BINANCE:BTC/USDT`; null when none is named */
  readonly symbol: string | null;
};

export const plainRecording: RecordingAsk = { ...plainAsk, symbol: null };

/**
 * Reads one file of candles, in any form people have, as a market to replay: the market is told by the file's name,
 * or by `symbol`. `sha256` is of the file as it lies on disk. Throws CandleFileError with one sentence.
 */
export async function readRecording(
  file: string,
  { symbol, ...ask }: RecordingAsk,
  nowMs: number,
): Promise<{ readonly recording: Recording; readonly table: CandleTable }> {
  const base = path.basename(file);
  const name = readRecordingName(base);
  const market = name.ok ? name.value : marketOf(base, symbol);
  const table = await readCandleFile(file, ask, nowMs, market.base);
  return { recording: toRecording(table, market), table };
}

function marketOf(base: string, symbol: string | null): MarketName {
  if (symbol === null) {
    throw new CandleFileError(
      `The name ${base} does not say which market it holds: say it, for example --symbol BINANCE:BTC/USDT, or name the file like BINANCE_BTC-USDT_5m.csv.gz.`,
    );
  }
  const named = nameMarket(symbol);
  if (!named.ok) throw new CandleFileError(named.refusal.message);
  return named.value;
}

function toRecording(table: CandleTable, market: MarketName): Recording {
  const { file, timeframe, openAt, priceScale, volumeScale } = table;
  if (!timeframes.some((one) => timeframeMs(one) % timeframeMs(timeframe) === 0)) {
    throw new CandleFileError(
      `${file} holds ${timeframe} candles, from which no bot's timeframe can be made: bots trade on ${timeframes.join(", ")}.`,
    );
  }
  const shifted = table.notes.find(({ kind }) => kind === "phase");
  if (shifted)
    throw new CandleFileError(`${file}: ${shifted.words} Bots trade on that grid: write its times in UTC.`);
  const [price, volume] = [10 ** priceScale, 10 ** volumeScale];
  const values = new Float64Array(openAt.length * COLUMNS);
  for (let row = 0; row < openAt.length; row++) {
    const cell = row * COLUMNS;
    values[cell] = Math.round((table.open[row] as number) * price);
    values[cell + 1] = Math.round((table.high[row] as number) * price);
    values[cell + 2] = Math.round((table.low[row] as number) * price);
    values[cell + 3] = Math.round((table.close[row] as number) * price);
    values[cell + 4] = Math.round((table.volume[row] as number) * volume);
  }
  return { ...market, timeframe, file, priceScale, volumeScale, openAt, values };
}
