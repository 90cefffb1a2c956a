import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { CandleFileError } from "../candle-files/candle-file-error";

const unzip = promisify(gunzip);
const TEXT_BYTES_MAX = 256 * 1024 * 1024;

/**
 * The text of one recorded file, plain or gzipped. `sha256` is of the file as it lies on disk.
 * Throws CandleFileError with one sentence for a missing, cut-off or broken file.
 */
export async function readRecordedFile(
  file: string,
): Promise<{ readonly text: string; readonly sha256: string }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CandleFileError(
      error.code === "ENOENT"
        ? `${file}: there is no such file. Check the path given with --candles.`
        : `${file} cannot be read (${error.code ?? error.message}). Check the path given with --candles.`,
    );
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const base = path.basename(file);
  const text = base.endsWith(".gz") ? await unzipped(base, bytes) : bytes;
  return { text: text.toString("utf8"), sha256 };
}

async function unzipped(base: string, bytes: Buffer): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const what =
      code === "Z_BUF_ERROR"
        ? "is cut off before its end"
        : code === "ERR_BUFFER_TOO_LARGE"
          ? `holds more than ${TEXT_BYTES_MAX / 1024 / 1024} MB`
          : "is not a sound gzip file";
    throw new CandleFileError(`${base} ${what}: copy or download it again; nothing was imported.`);
  }
}
