import type { CandleChoice, CandleTable } from "./candle-file";
import { readCandleFile } from "./read-candle-file";
import { periodOf, resampleTable, sliceTable } from "./resample-table";

/**
 * Reads a file of candles and makes of it what was chosen: longer candles, up to the end of the period. `from` is the
 * place of the first candle of the period; those before it are there to be remembered. Throws CandleFileError.
 */
export async function readChosenCandles(
  target: string,
  { timeframe, fromMs, untilMs, ...ask }: CandleChoice,
  nowMs: number,
): Promise<{ readonly table: CandleTable; readonly from: number }> {
  const read = await readCandleFile(target, ask, nowMs);
  const table = timeframe === null ? read : resampleTable(read, timeframe);
  const { from, until } = periodOf(table, fromMs, untilMs);
  return { table: sliceTable(table, 0, until), from };
}
