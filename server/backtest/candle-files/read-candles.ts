import path from "node:path";
import { type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { readRecordingName } from "@/server/market/core/recording-name";
import { parseRecording, RecordingError } from "@/server/market/feeds/parse-recording";
import { readRecordedFile } from "@/server/market/feeds/read-recorded-file";
import { COLUMNS, type Recording } from "@/server/market/feeds/recording";
import { type CandleColumns, emptyColumns } from "../core/kernel/candle-columns";
import { candlesFromJson } from "./candles-from-json";
import { commonStepMs } from "./common-step";
import { type CandleText, splitFlags } from "./split-flags";

export type CandleGap = {
  /** the row after the gap, counted from 1 */
  readonly row: number;
  readonly missing: number;
};

export type CandleFile = {
  readonly file: string;
  readonly timeframe: Timeframe;
  readonly candles: CandleColumns;
  /** flags that came with the candles, null when there were none */
  readonly flags: CandleText["flags"];
  readonly gaps: readonly CandleGap[];
};

/**
 * Reads one file of candles, .csv, .csv.gz or .json, as columns. The timeframe is the one of its name, else the most
 * common distance of its rows.
 *
 * Gaps are named, not filled. Throws RecordingError with one sentence that names the row for anything else that is
 * not as it must be: nothing of such a file is used.
 */
export async function readCandles(file: string): Promise<CandleFile> {
  const base = path.basename(file);
  const { text } = await readRecordedFile(file);
  const isJson = /\.json(\.gz)?$/.test(base);
  const { csv, flags } = splitFlags(base, isJson ? candlesFromJson(base, text) : text);
  const named = readRecordingName(base);
  const timeframe = named.ok ? named.value.timeframe : guessTimeframe(base, csv);
  const name = named.ok
    ? named.value
    : ({ exchange: "binance", base: "BASE", quote: "QUOTE", symbol: "BASE/QUOTE", timeframe } as const);
  const recording = parse(base, name, { csv, isJson });
  return { file: base, timeframe, candles: toColumns(recording), flags, gaps: findGaps(recording) };
}

function parse(
  base: string,
  name: Parameters<typeof parseRecording>[1],
  { csv, isJson }: { readonly csv: string; readonly isJson: boolean },
): Recording {
  try {
    return parseRecording(base, name, csv);
  } catch (error) {
    if (!(error instanceof RecordingError && isJson)) throw error;
    // the lines are those of the table made from it
    throw new RecordingError(error.message.replace(/ \(line \d+\)/, ""));
  }
}

function guessTimeframe(base: string, csv: string): Timeframe {
  const stepMs = commonStepMs(csv, timeframes.map(timeframeMs));
  const timeframe = timeframes.find((one) => timeframeMs(one) === stepMs);
  if (timeframe) return timeframe;
  // too few rows to tell: the reader says what is wrong with them
  if (stepMs === 0) return "1m";
  const hint =
    stepMs > 0 && stepMs < 60_000 ? " Are the timestamps in seconds? They must be milliseconds." : "";
  throw new RecordingError(
    `${base}: most rows lie ${stepMs} ms apart, which is none of ${timeframes.join(", ")}.${hint} Correct or replace the file; nothing was imported.`,
  );
}

function toColumns({ openAt, values, priceScale, volumeScale }: Recording): CandleColumns {
  const columns = emptyColumns(openAt.length);
  columns.openAt.set(openAt);
  const price = 10 ** priceScale;
  const volume = 10 ** volumeScale;
  for (let row = 0; row < openAt.length; row++) {
    const cell = row * COLUMNS;
    columns.open[row] = (values[cell] as number) / price;
    columns.high[row] = (values[cell + 1] as number) / price;
    columns.low[row] = (values[cell + 2] as number) / price;
    columns.close[row] = (values[cell + 3] as number) / price;
    columns.volume[row] = (values[cell + 4] as number) / volume;
  }
  return columns;
}

function findGaps({ openAt, timeframe }: Recording): readonly CandleGap[] {
  const stepMs = timeframeMs(timeframe);
  const gaps: CandleGap[] = [];
  for (let row = 1; row < openAt.length; row++) {
    const missing = ((openAt[row] as number) - (openAt[row - 1] as number)) / stepMs - 1;
    if (missing > 0) gaps.push({ row: row + 1, missing });
  }
  return gaps;
}
