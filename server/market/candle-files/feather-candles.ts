import { zstdDecompressSync } from "node:zlib";
import { CandleFileError } from "./candle-file-error";
import { wholeOf } from "./open-candle-file";
import { cellText, type TableText, textOfRows } from "./table-text";

const FEATHER_MB_MAX = 256;
const BLOCK_BYTES_MAX = 256 * 1024 * 1024;

/** A feather file (version 2, which is Arrow's file format; plain, lz4 or zstd), as freqtrade keeps candles in. */
export async function tableOfFeather(file: string, chunks: AsyncIterable<Buffer>): Promise<TableText> {
  const bytes = await wholeOf(file, chunks, FEATHER_MB_MAX);
  const arrow = await import("apache-arrow");
  await addCodecs(arrow);
  try {
    const table = arrow.tableFromIPC(bytes);
    const columns = table.schema.names.map((name) => table.getChild(name));
    return {
      chunks: textOfRows(table.schema.names.map(String), table.numRows, (row) =>
        columns.map((values) => cellText(values?.get(row))).join(","),
      ),
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
  });
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: (data) => zstdDecompressSync(data, { maxOutputLength: BLOCK_BYTES_MAX }),
  });
}
