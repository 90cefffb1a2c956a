import type { Session } from "@/server/auth/check-session";
import { hasRole } from "@/server/commands/judge-ask";
import { toSentence } from "@/server/kernel/to-sentence";
import { processWide } from "@/server/platform/process-wide";
import { toCsv } from "./core/csv";
import type { ExportTable } from "./core/export-table";
import { judgeInput } from "./core/judge-input";
import { exportTables } from "./export-tables";

const ROWS_A_PAGE = 1_000;
const PAGES_MAX = 200;
/** Files one person may have made at the same time. */
const AT_ONCE_MAX = 4;

export type ExportRequest = {
  /** "trades.csv" */
  readonly file: string;
  readonly query: URLSearchParams;
  readonly session: Session | null;
  /** for the name of the file: which market */
  readonly marketKind: string | null;
  readonly signal: AbortSignal;
};

/**
 * Answers a table as a file: the same rows and filters as its page, streamed page by page, at most 200 000 rows.
 * 401 without a session, 403 without the role, 404 for a table, bot or backtest that is not there, 400 for a filter
 * that is not one, 429 while four are on their way to the same person.
 */
export async function exportCsv({
  file,
  query,
  session,
  marketKind,
  signal,
}: ExportRequest): Promise<Response> {
  if (!session) return refused(401, "You are signed out. Sign in again.");
  if (!hasRole(session.role, "viewer")) return refused(403, "This needs the role of viewer. Ask the owner.");
  const name = /^([a-z]+)[.]csv$/.exec(file)?.[1] ?? "";
  const table = new Map(Object.entries(exportTables)).get(name);
  if (!table)
    return refused(404, `There is no such file. There are ${Object.keys(exportTables).join(", ")}.`);
  const asked = readQuery(query);
  const unreadable = judgeInput(asked);
  if (unreadable !== null) return refused(400, unreadable);
  const filter = table.filter.safeParse(asked);
  if (!filter.success) return refused(400, toSentence(filter.error));
  if (!(await table.isThere(session.userId, filter.data as never)))
    return refused(404, "What this file would be about is not there.");
  const done = beginFile(session.userId);
  if (!done) return refused(429, "Four files are on their way already. Wait for one to end.");
  const rows = readRows(table, { userId: session.userId, filter: filter.data as never });
  const fileName = ["amarktai", name, marketKind, new Date().toISOString().slice(0, 10)]
    .filter(Boolean)
    .join("-");
  return new Response(toStream(rows, signal, done), {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${fileName}.csv"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

const refused = (status: number, message: string): Response => Response.json({ message }, { status });

/** An address carries text: what stands for true and false is read as such, an empty value is none. */
const readQuery = (query: URLSearchParams): { readonly [name: string]: unknown } =>
  Object.fromEntries(
    [...query]
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, value === "true" ? true : value === "false" ? false : value]),
  );

async function* readRows(
  table: ExportTable,
  q: { readonly userId: string; readonly filter: never },
): AsyncGenerator<string> {
  yield toCsv([table.columns]);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { lines, nextCursor } = await table.page({ ...q, cursor, limit: ROWS_A_PAGE });
    yield toCsv(lines);
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

/** What ends the counting of a file that has begun; null when the person has too many. */
function beginFile(userId: string): (() => void) | null {
  const open = processWide("api.openFiles", () => new Map<string, number>());
  const count = open.get(userId) ?? 0;
  if (count >= AT_ONCE_MAX) return null;
  open.set(userId, count + 1);
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    const left = (open.get(userId) ?? 1) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  };
}

function toStream(
  rows: AsyncGenerator<string>,
  signal: AbortSignal,
  done: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    // made only as fast as it is taken: one page is in memory, however long the table
    pull: async (controller) => {
      try {
        const next = signal.aborted ? ({ done: true } as const) : await rows.next();
        if (!next.done) return controller.enqueue(encoder.encode(next.value));
        done();
        controller.close();
      } catch (error) {
        done();
        throw error;
      }
    },
    cancel: async () => {
      done();
      await rows.return(undefined);
    },
  });
}
