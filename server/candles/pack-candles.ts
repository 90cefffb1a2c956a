import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { invariant } from "@/server/kernel/result";
import type { CandleTable } from "@/server/market/candle-files/candle-file";

/** Candles as columns, oldest first, all of one length. */
export type PriceColumns = Pick<CandleTable, "openAt" | "open" | "high" | "low" | "close" | "volume">;
const NAMES = ["openAt", "open", "high", "low", "close", "volume"] as const;
const WIDTH = Float64Array.BYTES_PER_ELEMENT;

export const emptyPrices = (length: number): PriceColumns => ({
  openAt: new Float64Array(length),
  open: new Float64Array(length),
  high: new Float64Array(length),
  low: new Float64Array(length),
  close: new Float64Array(length),
  volume: new Float64Array(length),
});

export const slicePrices = (columns: PriceColumns, from: number, until: number): PriceColumns => ({
  openAt: columns.openAt.subarray(from, until),
  open: columns.open.subarray(from, until),
  high: columns.high.subarray(from, until),
  low: columns.low.subarray(from, until),
  close: columns.close.subarray(from, until),
  volume: columns.volume.subarray(from, until),
});

/**
 * Candles as bytes: column after column, of each first the first bytes of all its numbers, then the second ones, and so
 * on: neighbours are alike there, which packs well. Not a digit is lost.
 */
export function packCandles(columns: PriceColumns): Uint8Array<ArrayBuffer> {
  const count = columns.openAt.length;
  const plain = new Uint8Array(count * WIDTH * NAMES.length);
  for (const [place, name] of NAMES.entries()) {
    const view = new DataView(new ArrayBuffer(count * WIDTH));
    const column = columns[name];
    for (let row = 0; row < count; row++) view.setFloat64(row * WIDTH, column[row] as number, true);
    const begin = place * count * WIDTH;
    for (let row = 0; row < count; row++)
      for (let byte = 0; byte < WIDTH; byte++)
        plain[begin + byte * count + row] = view.getUint8(row * WIDTH + byte);
  }
  return Uint8Array.from(zstdCompressSync(plain));
}

/** The `count` candles of packCandles, written into `into` from place `at` on. */
export function unpackCandles(bytes: Uint8Array, count: number, into: PriceColumns, at: number): void {
  const plain = zstdDecompressSync(bytes);
  invariant(plain.length === count * WIDTH * NAMES.length, "a chunk holds as many candles as it says");
  const whole = new Uint8Array(count * WIDTH);
  const numbers = new DataView(whole.buffer);
  for (const [place, name] of NAMES.entries()) {
    const begin = place * count * WIDTH;
    for (let byte = 0; byte < WIDTH; byte++) {
      const from = begin + byte * count;
      for (let row = 0; row < count; row++) whole[row * WIDTH + byte] = plain[from + row] as number;
    }
    const column = into[name];
    for (let row = 0; row < count; row++) column[at + row] = numbers.getFloat64(row * WIDTH, true);
  }
}
