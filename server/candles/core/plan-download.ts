import { accept, type Result, refuse } from "@/server/kernel/result";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { askAgain, type DownloadCursor } from "./download-cursor";

/** Before the first exchange. */
const FIRST = Date.UTC(2010, 0, 1);
const EXAMPLE = "for example 2024-01-01";

type Asked = { readonly from: string | null; readonly until: string | null };
type Known = {
  /** of the series of that name; null: there is none */
  readonly cursor: DownloadCursor | null;
  /** whether it holds candles */
  readonly begun: boolean;
  readonly timeframe: Timeframe;
  readonly wallNow: number;
};

/** What a download has to read: a new series from `from` on, one that is there from where it stands. Refuses what cannot be. */
export function planDownload(asked: Asked, known: Known): Result<DownloadCursor> {
  const period = readPeriod(asked, known);
  if (!period.ok) return period;
  const { from, until } = period.value;
  const { cursor, begun } = known;
  if (cursor !== null && begun) {
    const again = askAgain(cursor, { fromAt: from, untilAt: until });
    if (again !== null) return accept(again);
    const since = new Date(cursor.fromAt).toISOString().slice(0, 10);
    return refuse(
      "invalid",
      `Its candles from ${since} on are not all there yet: resume it first, then begin earlier.`,
      "from",
    );
  }
  const fromAt = from ?? cursor?.fromAt ?? null;
  if (fromAt === null) return refuse("invalid", `Say from when on, ${EXAMPLE}.`, "from");
  return accept({ fromAt, untilAt: until, tailFromAt: fromAt, nextAt: fromAt, headAt: null });
}

/** On the grid of the timeframe; up to the newest closed candle at most. */
function readPeriod(
  { from, until }: Asked,
  { timeframe, wallNow }: Known,
): Result<{ readonly from: number | null; readonly until: number }> {
  const length = timeframeMs(timeframe);
  const onGrid = (at: number) => Math.floor(at / length) * length;
  const newest = onGrid(wallNow);
  const end = until === null ? newest : Math.min(newest, onGrid(Date.parse(until)));
  if (from === null) return accept({ from: null, until: end });
  const begin = onGrid(Date.parse(from));
  if (begin >= newest) {
    return refuse(
      "invalid",
      `${from.slice(0, 10)} lies in the future, or holds no closed ${timeframe} candle yet: begin earlier, ${EXAMPLE}.`,
      "from",
    );
  }
  if (begin < FIRST)
    return refuse("invalid", "No exchange has candles from before 2010: begin later.", "from");
  if (end <= begin) return refuse("invalid", "The period must begin before it ends.", "until");
  return accept({ from: begin, until: end });
}
