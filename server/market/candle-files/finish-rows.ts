import { type CandleTimeframe, candleCloseAt } from "../core/candle";
import type { CandleGap, CandleNote, GapRule } from "./candle-file";
import { CandleFileError, momentText } from "./candle-file-error";
import { type CandleRows, prices } from "./candle-rows";

export type Finish = {
  readonly timeframe: CandleTimeframe;
  readonly gaps: readonly CandleGap[];
  readonly rule: GapRule;
};

const FILLED_MAX = 5_000_000;

/** Takes the newest candle off when it was not over at `knownMs`, the latest moment that the file can know of. */
export function withoutUnfinished(
  rows: CandleRows,
  timeframe: CandleTimeframe,
  knownMs: number,
): CandleNote | null {
  const last = rows.length - 1;
  const openAt = rows.openAt[last] as number;
  // a file older than its own last candle tells nothing: its date is not that of the download
  if (last < 1 || knownMs < openAt || knownMs >= candleCloseAt(openAt, timeframe)) return null;
  const row = rows.row[last] as number;
  rows.length = last;
  const words = `The last candle (row ${row}, ${momentText(openAt)}) was not finished when the file was written: it was left out.`;
  return { kind: "unfinished", count: 1, row, words };
}

/** Says what is missing, fills it with candles without trade, or refuses the file, as asked. */
export function handleGaps(
  file: string,
  rows: CandleRows,
  { timeframe, gaps, rule }: Finish,
): CandleNote | null {
  const [first] = gaps;
  if (!first) return null;
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const row = rows.row[first.row - 1] as number;
  const at = `${missing} candles are missing in ${gaps.length} gaps, the first before row ${row} (${first.missing})`;
  if (rule === "refuse") {
    throw new CandleFileError(
      `${file}: ${at}. Say --gaps keep or --gaps fill to use it all the same. Nothing was read.`,
    );
  }
  if (rule === "keep") {
    return { kind: "gaps", count: missing, row, words: `${at}. Nothing was filled in (--gaps fill does).` };
  }
  if (missing > FILLED_MAX) {
    throw new CandleFileError(`${file}: ${at}, too many to fill in. Say --gaps keep. Nothing was read.`);
  }
  fill(rows, timeframe, missing);
  return {
    kind: "filled",
    count: missing,
    row,
    words: `${at}. Each was filled in at the close before it, with no volume.`,
  };
}

function fill(rows: CandleRows, timeframe: CandleTimeframe, missing: number): void {
  const old = rows.length;
  for (let added = 0; added < missing; added++) rows.next();
  let to = rows.length - 1;
  for (let from = old - 1; from >= 0; from--) {
    rows.copy(from, to);
    const before = from - 1;
    if (before >= 0) {
      const at: number[] = [];
      const openAt = rows.openAt[from] as number;
      for (
        let next = candleCloseAt(rows.openAt[before] as number, timeframe);
        next < openAt && to - at.length > from;
        next = candleCloseAt(next, timeframe)
      )
        at.push(next);
      for (const [index, time] of at.entries()) flat(rows, { at: to - at.length + index, time, before });
      to -= at.length;
    }
    to -= 1;
  }
}

function flat(rows: CandleRows, { at, time, before }: { at: number; time: number; before: number }): void {
  const close = rows.close[before] as number;
  for (const name of prices) rows[name][at] = close;
  rows.openAt[at] = time;
  rows.row[at] = rows.row[before] as number;
  for (const name of ["volume", "enter", "exit"] as const) rows[name][at] = 0;
}

/** The rule for what is missing holds for what is repeated, empty or unfinished too: noted, or refused. */
export function refuseNoted(file: string, notes: readonly (CandleNote | null)[], rule: GapRule): void {
  if (rule !== "refuse") return;
  const kinds = ["duplicates", "empty-rows", "unfinished"];
  const one = notes.find((note) => note !== null && kinds.includes(note.kind));
  if (one) {
    throw new CandleFileError(
      `${file}: ${one.words} With --gaps refuse that is not taken: correct the file, or say --gaps keep. Nothing was read.`,
    );
  }
}
