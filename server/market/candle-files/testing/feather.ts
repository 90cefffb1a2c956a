import {
  type CompressionType,
  compressionRegistry,
  Table,
  TimestampMillisecond,
  tableToIPC,
  vectorFromArray,
} from "apache-arrow";
import { compress } from "lz4js";
import type { PlainCandle } from "./plain-candles";

/** Candles as a feather file, packed as asked. */
export function feather(rows: readonly PlainCandle[], compression: CompressionType | null): Uint8Array {
  const at = (column: number): Float64Array => Float64Array.from(rows, (row) => row[column] as number);
  const columns = new Table({
    date: vectorFromArray(
      rows.map(([time]) => new Date(time)),
      new TimestampMillisecond("UTC"),
    ),
    open: vectorFromArray(at(1)),
    high: vectorFromArray(at(2)),
    low: vectorFromArray(at(3)),
    close: vectorFromArray(at(4)),
    volume: vectorFromArray(at(5)),
  });
  if (compression === null) return tableToIPC(columns, "file");
  compressionRegistry.set(compression, { encode: (data) => compress(data) });
  return tableToIPC(columns, "file", compression);
}
