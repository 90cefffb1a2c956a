import { zstdDecompressSync } from "node:zlib";
import { CandleFileError } from "./candle-file-error";
import type { TableText } from "./json-candles";

const FEATHER_BYTES_MAX = 256 * 1024 * 1024;
const BLOCK_BYTES_MAX = 256 * 1024 * 1024;
const ROWS_A_CHUNK = 2_000;

/** A feather file (version 2, which is Arrow's file format; plain, lz4 or zstd), as freqtrade keeps candles in. */
export async function tableOfFeather(file: string, chunks: AsyncIterable<Buffer>): Promise<TableText> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > FEATHER_BYTES_MAX)
      throw new CandleFileError(`${file} is larger than 256 MB: split it by time. Nothing was read.`);
    parts.push(chunk);
  }
  const arrow = await import("apache-arrow");
  await addCodecs(arrow);
  try {
    const table = arrow.tableFromIPC(Buffer.concat(parts));
    const columns = table.schema.fields.map(({ name }) => ({ name, values: table.getChild(name) }));
    return {
      chunks: linesOf(columns, table.numRows),
      words: "feather",
      symbol: null,
      finishedMs: null,
    };
  } catch (error) {
    throw new CandleFileError(
      `${file} is not a sound feather file (${(error as Error).message.slice(0, 100)}): copy it again, or write it anew with compression lz4, zstd or none. Nothing was read.`,
    );
  }
}

async function addCodecs({
  compressionRegistry,
  CompressionType,
}: typeof import("apache-arrow")): Promise<void> {
  const lz4 = await import("lz4js");
  compressionRegistry.set(CompressionType.LZ4_FRAME, {
    decode: (data) => {
      if (lz4.decompressBound(data) > BLOCK_BYTES_MAX) throw new Error("a column of more than 256 MB");
      return lz4.decompress(data);
    },
    encode: (data) => lz4.compress(data),
  });
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: (data) => zstdDecompressSync(data, { maxOutputLength: BLOCK_BYTES_MAX }),
  });
}

type Column = { readonly name: string; readonly values: { get: (row: number) => unknown } | null };

async function* linesOf(columns: readonly Column[], rows: number): AsyncGenerator<Buffer> {
  yield Buffer.from(`${columns.map(({ name }) => name.replace(/[,"\n]/g, " ")).join(",")}\n`);
  for (let from = 0; from < rows; from += ROWS_A_CHUNK) {
    let text = "";
    for (let row = from; row < Math.min(from + ROWS_A_CHUNK, rows); row++) {
      text += `${columns.map(({ values }) => toCell(values?.get(row))).join(",")}\n`;
    }
    yield Buffer.from(text);
  }
}

/** Arrow's times come as milliseconds since 1970, whatever unit they are kept in. */
const toCell = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return String(value.getTime());
  return String(value).replace(/[,"\r\n]/g, " ");
};
