import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { CandleWindow } from "../core/strategy";

const FILE = "../shared/facts/market/BINANCE_XRP-USDT_5m.csv.gz";
const ROWS = 30_000;

/** Real 5m candles with a coarse tick; null where the recording is not there. */
export function recordedColumns(): CandleWindow | null {
  if (!existsSync(FILE)) return null;
  const rows = gunzipSync(readFileSync(FILE))
    .toString("utf8")
    .split("\n", ROWS + 1)
    .slice(1);
  const cells = rows.filter((row) => row !== "").map((row) => row.split(",").map(Number));
  const column = (place: number) => Float64Array.from(cells, (row) => row[place] as number);
  return {
    openAt: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    flags: null,
  };
}
