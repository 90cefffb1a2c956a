// What a search has tried, kept in a small file, so that one that was cut off goes on where it stood. It is believed only
// for the same request, the same candles and the same program.
import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { CandleFile } from "./candle-files/read-candles";
import type { BacktestOptions } from "./core/backtest-options";
import type { BacktestRequest } from "./core/backtest-request";
import { metricNames, type SetFigures } from "./core/sweep/set-figures";
import type { Figures, WorkDesk } from "./threads/do-work";
import { threadFile } from "./threads/thread-pool";

export type KeepPlace = {
  /** the file the owner named: it must fit, or the search is refused; null: one beside the candles, made for it */
  readonly file: string | null;
  readonly beside: string;
  /** where the owner's own strategies lie */
  readonly strategies: string | null;
};

export type KeptSearch = Pick<WorkDesk, "find" | "save"> & {
  readonly resumed: number;
  readonly notes: readonly string[];
  /** Of a search that was cut off it writes what was tried; of one that is through it leaves nothing behind. */
  readonly close: (cut: boolean) => Promise<{ readonly file: string; readonly fault: string | null } | null>;
};

const BYTES_MAX = 32 * 1024 * 1024;
const WRITE_EVERY_MS = 2_000;
const OWN_FILES_MAX = 200;

const set = z.array(z.number().nullable()).length(metricNames.length).nullable();
const keptFile = z.strictObject({
  form: z.literal("amarktai-search-1"),
  request: z.string(),
  candles: z.string(),
  program: z.string(),
  chunks: z.array(z.tuple([z.int().min(0), z.int().min(0), z.array(set).max(64)])),
});
type Marks = Pick<z.output<typeof keptFile>, "request" | "candles" | "program">;

type Asked = {
  readonly request: BacktestRequest;
  readonly options: BacktestOptions;
  readonly file: CandleFile;
};

/** Refuses a named file that is of another search, by what differs; one of its own that does not fit is begun anew. */
export async function openKeptSearch(place: KeepPlace | null, asked: Asked): Promise<Result<KeptSearch>> {
  if (place === null) return accept(inMemory(new Map(), { resumed: 0, notes: [] }));
  const marks = await marksOf(asked, place);
  const target = place.file ?? `${place.beside}.${marks.request.slice(0, 8)}.search.json`;
  const read = await readKept(target, marks);
  if (!read.ok && place.file !== null) return refuse("invalid", `${target} ${read.refusal.message}`);
  const notes = read.ok ? [] : [`${target} ${read.refusal.message} The search begins anew.`];
  const chunks = read.ok ? read.value : new Map<string, Figures>();
  const resumed = [...chunks.values()].reduce((sum, { length }) => sum + length, 0);
  return accept(inFile(target, marks, chunks, { resumed, notes }));
}

type Told = Pick<KeptSearch, "resumed" | "notes">;

const inMemory = (chunks: Map<string, Figures>, told: Told): KeptSearch => ({
  ...told,
  find: (batch, chunk) => chunks.get(`${batch} ${chunk}`),
  save: async (batch, chunk, figures) => {
    chunks.set(`${batch} ${chunk}`, figures);
  },
  close: async () => null,
});

function inFile(target: string, marks: Marks, chunks: Map<string, Figures>, told: Told): KeptSearch {
  const memory = inMemory(chunks, told);
  let writtenAt = performance.now();
  let writing: Promise<string | null> | null = null;
  const write = () => writeKept(target, marks, chunks);
  return {
    ...memory,
    save: async (batch, chunk, figures) => {
      await memory.save(batch, chunk, figures);
      if (writing !== null || performance.now() - writtenAt < WRITE_EVERY_MS) return;
      // a call that is killed outright goes on too
      writing = write().finally(() => {
        [writing, writtenAt] = [null, performance.now()];
      });
    },
    close: async (cut) => {
      await writing;
      if (cut) return { file: target, fault: await write() };
      await rm(target, { force: true }).catch(() => undefined);
      return null;
    },
  };
}

async function readKept(target: string, marks: Marks): Promise<Result<Map<string, Figures>>> {
  const size = await stat(target).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? null : 0),
  );
  if (size === null) return accept(new Map());
  if (size > BYTES_MAX) return refuse("invalid", "is larger than any search that is kept.");
  const parsed = keptFile.safeParse(await readFile(target, "utf8").then(parseJson, () => null));
  if (!parsed.success) return refuse("invalid", "holds no search that was cut off, or is damaged.");
  const { chunks, ...found } = parsed.data;
  const differs = (["request", "candles", "program"] as const).find((mark) => found[mark] !== marks[mark]);
  if (differs !== undefined) return refuse("invalid", DIFFERS[differs]);
  return accept(
    new Map(chunks.map(([batch, chunk, figures]) => [`${batch} ${chunk}`, figures.map(toFigures)])),
  );
}

const DIFFERS = {
  request: "is of another search: name another file, or repeat the call that was cut off.",
  candles: "is of other candles: the file, its period or its timeframe has changed since.",
  program: "was made by another version of the program or of a strategy.",
} as const;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Null, or why it could not be written. */
async function writeKept(
  target: string,
  marks: Marks,
  chunks: ReadonlyMap<string, Figures>,
): Promise<string | null> {
  const rows = [...chunks].map(([key, figures]) => [...key.split(" ").map(Number), figures.map(toRow)]);
  const text = JSON.stringify({ form: "amarktai-search-1", ...marks, chunks: rows });
  if (text.length > BYTES_MAX) return `it would be larger than ${BYTES_MAX / 1024 / 1024} MB`;
  const half = `${target}.${process.pid}.part`;
  try {
    await writeFile(half, text);
    await rename(half, target);
    return null;
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

const toRow = (figures: SetFigures | null) => figures && metricNames.map((name) => figures[name] ?? null);

const toFigures = (row: z.output<typeof set>): SetFigures | null =>
  row && (Object.fromEntries(metricNames.map((name, place) => [name, row[place]])) as SetFigures);

async function marksOf({ request, options, file }: Asked, place: KeepPlace): Promise<Marks> {
  const { openAt, open, high, low, close, volume } = file.candles;
  const columns = [openAt, open, high, low, close, volume];
  const hash = createHash("sha256").update(`${file.timeframe} ${file.lead}`);
  for (const { buffer, byteOffset, byteLength } of columns)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return {
    request: sha256(JSON.stringify([request, options])),
    candles: hash.digest("hex"),
    program: await programMark(place.strategies),
  };
}

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

/** The code that evaluates, and the owner's strategies as they lie there now. */
async function programMark(strategies: string | null): Promise<string> {
  const hash = createHash("sha256").update(await readFile(threadFile()));
  const names = strategies === null ? [] : await readdir(strategies).catch((): string[] => []);
  for (const name of names.sort().slice(0, OWN_FILES_MAX)) {
    const content = await readFile(path.join(strategies ?? "", name)).catch(() => "");
    hash.update(name).update(content);
  }
  return hash.digest("hex");
}
