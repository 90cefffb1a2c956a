import path from "node:path";
import {
  type CandleAsk,
  type CandleGap,
  type CandleNote,
  type CandleTable,
  plainAsk,
} from "@/server/market/candle-files/candle-file";
import { readCandleFile } from "@/server/market/candle-files/read-candle-file";
import { cutTable, resampleTable } from "@/server/market/candle-files/resample-table";
import type { CandleTimeframe } from "@/server/market/core/candle";
import { readRecordingName } from "@/server/market/core/recording-name";
import type { CandleColumns } from "../core/kernel/candle-columns";
import { firstFrom } from "../core/slice-columns";

export type CandleFile = {
  readonly file: string;
  readonly timeframe: CandleTimeframe;
  /** those of the period, after `lead` earlier ones that are only remembered */
  readonly candles: CandleColumns;
  readonly lead: number;
  /** flags that came with the candles, null when there were none */
  readonly flags: CandleTable["flags"];
  readonly gaps: readonly CandleGap[];
  /** what was noticed while reading, and how it was handled */
  readonly notes: readonly CandleNote[];
  /** columns with a name that were not used */
  readonly others: readonly string[];
};

export type CandleChoice = Pick<CandleAsk, "columns" | "unit" | "gaps"> & {
  /** the timeframe to replay; null: the file's own */
  readonly timeframe: CandleTimeframe | null;
  /** the period to replay, ms UTC; null: from its beginning, to its end. What lies before it is remembered */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
};

export const wholeFile: CandleChoice = {
  columns: null,
  unit: null,
  gaps: "keep",
  timeframe: null,
  fromMs: null,
  untilMs: null,
};

/**
 * Reads one file of candles, in any form people have (read-candle-file.ts), as columns: the part and the timeframe
 * that were chosen. Throws CandleFileError with one sentence for a file that is not sound: nothing of it is used.
 */
export async function readCandles(
  file: string,
  { columns, unit, gaps, timeframe, fromMs, untilMs }: CandleChoice,
  nowMs: number,
): Promise<CandleFile> {
  const named = readRecordingName(path.basename(file));
  const ask: CandleAsk = {
    ...plainAsk,
    columns,
    unit,
    gaps,
    base: named.ok ? named.value.base : null,
    timeframe: named.ok ? named.value.timeframe : null,
  };
  const read = await readCandleFile(file, ask, nowMs);
  const resampled = timeframe === null ? read : resampleTable(read, timeframe);
  cutTable(resampled, fromMs, untilMs);
  const table = cutTable(resampled, null, untilMs);
  const { openAt, open, high, low, close, volume } = table;
  return {
    file: table.file,
    timeframe: table.timeframe,
    candles: { openAt, open, high, low, close, volume },
    lead: fromMs === null ? 0 : firstFrom(openAt, fromMs),
    flags: table.flags,
    gaps: table.gaps,
    notes: table.notes,
    others: table.others,
  };
}
