import { crc32 } from "node:zlib";
import { type Entry, openPromise } from "yauzl";
import { CandleFileError } from "./candle-file-error";

const ENTRIES_MAX = 1_000;
/** what archives carry beside their content */
const ASIDE = /(^|\/)(__MACOSX\/|\.|.*\.(?:txt|md|pdf|checksum|sha256)$)/i;

/**
 * The one file of candles that a zip archive holds, piece by piece, its checksum proved. Throws CandleFileError when
 * the archive is damaged, locked, or holds none or several.
 */
export async function* unzipOne(target: string, file: string): AsyncGenerator<Buffer> {
  const damaged = (): CandleFileError =>
    new CandleFileError(`${file} is not a sound zip file: copy or download it again. Nothing was read.`);
  const zip = await openPromise(target, { lazyEntries: true, autoClose: false }).catch(() => {
    throw damaged();
  });
  try {
    const entry = await theOne(zip.eachEntry(), file, damaged);
    let sum = 0;
    const content = await zip.openReadStreamPromise(entry).catch(() => {
      throw damaged();
    });
    try {
      for await (const chunk of content) {
        sum = crc32(chunk as Buffer, sum);
        yield chunk as Buffer;
      }
    } catch (error) {
      throw error instanceof CandleFileError ? error : damaged();
    }
    if (sum !== entry.crc32) throw damaged();
  } finally {
    zip.close();
  }
}

async function theOne(
  entries: AsyncIterable<Entry>,
  file: string,
  damaged: () => CandleFileError,
): Promise<Entry> {
  const found: Entry[] = [];
  let seen = 0;
  try {
    for await (const entry of entries) {
      seen += 1;
      if (seen > ENTRIES_MAX) break;
      if (!entry.fileName.endsWith("/") && !ASIDE.test(entry.fileName)) found.push(entry);
    }
  } catch {
    throw damaged();
  }
  const [one, another] = found;
  if (!one) throw new CandleFileError(`${file} holds no file of candles. Nothing was read.`);
  if (another) {
    const names = `${one.fileName.slice(0, 60)}, ${another.fileName.slice(0, 60)}`;
    throw new CandleFileError(
      `${file} holds ${found.length} files (${names} …): unpack it and name one of them. Nothing was read.`,
    );
  }
  if (one.isEncrypted())
    throw new CandleFileError(
      `${file} is locked with a password: unpack it and name what it holds. Nothing was read.`,
    );
  return one;
}
