import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { CandleFileError } from "./candle-file-error";
import { unzipOne } from "./unzip-one";

/** One file, opened: its content without what it was packed in, piece by piece. */
export type OpenedFile = {
  /** name without folders */
  readonly file: string;
  /** when it was last written, ms UTC */
  readonly writtenAtMs: number;
  readonly chunks: AsyncIterable<Buffer>;
  /** of the file as it lies on disk; known once `chunks` has ended */
  readonly sha256: () => string;
};

export const CONTENT_BYTES_MAX = 512 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const MAGIC_BYTES = 4;
const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * Opens a file that is plain, gzipped or zipped, whatever its name says. Throws CandleFileError with one sentence when
 * it is missing, cut off, damaged, or holds more than 512 MB; the chunks throw the same.
 */
export async function openCandleFile(target: string): Promise<OpenedFile> {
  const file = path.basename(target);
  const about = await stat(target).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(target, error);
  });
  if (!about.isFile()) throw new CandleFileError(`${target} is not a file. Name one file of candles.`);
  const hash = createHash("sha256");
  const chunks = bounded(file, unpacked(target, file, hashed(target, hash)));
  let digest: string | null = null;
  const sha256 = (): string => {
    digest ??= hash.digest("hex");
    return digest;
  };
  return { file, writtenAtMs: about.mtimeMs, chunks, sha256 };
}

async function* hashed(target: string, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(target, { highWaterMark: CHUNK_BYTES })) {
      hash.update(chunk as Buffer);
      yield chunk as Buffer;
    }
  } catch (error) {
    throw unreadable(target, error as NodeJS.ErrnoException);
  }
}

async function* unpacked(
  target: string,
  file: string,
  bytes: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  const first = await bytes.next();
  if (first.done === true) return;
  const magic = first.value.subarray(0, MAGIC_BYTES);
  const whole = again(first.value, bytes);
  if (starts(magic, ZIP)) {
    // the table of a zip stands at its end: read from the disk, once the digest has seen all of it
    for await (const _ of whole);
    yield* unzipOne(target, file);
  } else if (starts(magic, GZIP)) yield* gunzipped(file, whole);
  else yield* whole;
}

async function* again(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* gunzipped(file: string, bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const piped = pipeline(Readable.from(bytes), gunzip);
  piped.catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
    await piped;
  } catch (error) {
    if (error instanceof CandleFileError) throw error;
    const cut = (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR";
    const what = cut ? "is cut off before its end" : "is not a sound gzip file";
    throw new CandleFileError(`${file} ${what}: copy or download it again. Nothing was read.`);
  }
}

async function* bounded(file: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > CONTENT_BYTES_MAX) {
      throw new CandleFileError(
        `${file} holds more than ${CONTENT_BYTES_MAX / 1024 / 1024} MB: split it by time. Nothing was read.`,
      );
    }
    yield chunk;
  }
}

function unreadable(target: string, error: NodeJS.ErrnoException): CandleFileError {
  return new CandleFileError(
    error.code === "ENOENT"
      ? `${target}: there is no such file. Check the path given with --candles.`
      : `${target} cannot be read (${error.code ?? error.message}). Check the path given with --candles.`,
  );
}

const starts = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

/** All bytes of a form that cannot be read piece by piece; throws CandleFileError beyond `mostMb`. */
export async function wholeOf(file: string, chunks: AsyncIterable<Buffer>, mostMb: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostMb * 1024 * 1024) {
      throw new CandleFileError(
        `${file} is of a form that is read as a whole, and larger than ${mostMb} MB: split it by time, or save it as CSV. Nothing was read.`,
      );
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
