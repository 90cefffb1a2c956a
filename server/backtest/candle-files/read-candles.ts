import type {
  CandleChoice,
  CandleGap,
  CandleNote,
  CandleTable,
} from "@/server/market/candle-files/candle-file";
import { readChosenCandles } from "@/server/market/candle-files/read-chosen-candles";
import type { CandleTimeframe } from "@/server/market/core/candle";
import type { CandleColumns } from "../core/kernel/candle-columns";

export type CandleFile = {
  readonly file: string;
  /** the market as the file writes it; null when it names none */
  readonly symbol: string | null;
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

/**
 * Reads one file of candles, in any form people have, as columns: the part and the timeframe that were chosen. Throws CandleFileError with one sentence for a file that is not sound: nothing of it is used.
 */
export async function readCandles(target: string, choice: CandleChoice, nowMs: number): Promise<CandleFile> {
  const { table, from } = await readChosenCandles(target, choice, nowMs);
  const { file, symbol, timeframe, openAt, open, high, low, close, volume, flags, gaps, notes, others } =
    table;
  const candles = { openAt, open, high, low, close, volume };
  return { file, symbol, timeframe, candles, lead: from, flags, gaps, notes, others };
}
