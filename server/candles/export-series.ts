import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PriceColumns } from "./pack-candles";
import type { StoredSeries } from "./read-series";
import { readStored } from "./read-series";

const ROWS_A_PIECE = 2_000;

/** Writes a stored series to a CSV file that every reader of candles takes; whole or not at all. */
export async function exportSeries(
  series: StoredSeries,
  file: string,
): Promise<{ readonly name: string; readonly candles: number; readonly file: string }> {
  const columns = await readStored(series, series.from, series.until);
  const target = path.resolve(file);
  await mkdir(path.dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(rowsOf(columns)), createWriteStream(draft));
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
  return { name: series.name, candles: columns.openAt.length, file: target };
}

function* rowsOf({ openAt, open, high, low, close, volume }: PriceColumns): Generator<string> {
  yield "timestamp_ms,open,high,low,close,volume\n";
  for (let from = 0; from < openAt.length; from += ROWS_A_PIECE) {
    const until = Math.min(from + ROWS_A_PIECE, openAt.length);
    let piece = "";
    for (let row = from; row < until; row++)
      piece += `${openAt[row]},${open[row]},${high[row]},${low[row]},${close[row]},${volume[row]}\n`;
    yield piece;
  }
}
