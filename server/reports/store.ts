import { removeLetters } from "@/server/alerts/letters";
import type { ActionContext } from "@/server/audit/action-context";
import type { Book } from "@/server/kernel/book";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";
import { type ReportContent, reportContent } from "./core/report";
import type { ReportKind } from "./core/report-kinds";

type ReportKey = {
  readonly userId: string;
  readonly book: Book;
  readonly kind: ReportKind;
  readonly forDate: string;
};

export type KeptReport = {
  readonly reportId: string;
  readonly letterId: string;
  readonly content: ReportContent;
  readonly madeAt: WallMs;
};

type Row = NonNullable<Awaited<ReturnType<typeof db.report.findFirst>>>;
const toKept = (row: Row): KeptReport => ({
  reportId: row.id,
  letterId: row.letterId,
  content: reportContent.parse(row.content),
  madeAt: wallMs(row.madeWallAt),
});

const byKey = ({ userId, book, kind, forDate }: ReportKey) => ({
  userId_book_kind_forDate: { userId, book, kind, forDate },
});

export async function findByKey(key: ReportKey): Promise<KeptReport | null> {
  const row = await db.report.findUnique({ where: byKey(key) });
  return row && toKept(row);
}

/** Takes the lock of a report's key for the transaction; true where the report is there already. */
export async function lockReport(tx: WriteTx, key: ReportKey): Promise<boolean> {
  const name = `report:${key.userId}:${key.book}:${key.kind}:${key.forDate}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  return (await tx.report.count({ where: key })) > 0;
}

export async function saveReport(
  tx: WriteTx,
  { marketNow, wallNow }: ActionContext,
  { key, content, letterId }: { key: ReportKey; content: ReportContent; letterId: string },
): Promise<string> {
  const row = await tx.report.create({
    data: { ...key, content, letterId, madeMarketAt: toDate(marketNow), madeWallAt: toDate(wallNow) },
    select: { id: true },
  });
  return row.id;
}

export async function findReport(userId: string, reportId: string): Promise<KeptReport | null> {
  const row = await db.report.findFirst({ where: { id: reportId, userId } });
  return row && toKept(row);
}

export type ReportCursor = { readonly madeAt: WallMs; readonly reportId: string };

/** The newest reports after a cursor. */
export async function findReports(q: {
  readonly userId: string;
  readonly kind: ReportKind | undefined;
  readonly after: ReportCursor | null;
  readonly limit: number;
}): Promise<readonly KeptReport[]> {
  const at = q.after && toDate(q.after.madeAt);
  const rows = await db.report.findMany({
    where: {
      userId: q.userId,
      ...(q.kind ? { kind: q.kind } : {}),
      ...(at && q.after
        ? { OR: [{ madeWallAt: { lt: at } }, { madeWallAt: at, id: { lt: q.after.reportId } }] }
        : {}),
    },
    orderBy: [{ madeWallAt: "desc" }, { id: "desc" }],
    take: q.limit,
  });
  return rows.map(toKept);
}

/** Takes the oldest reports away that were made before an instant, with their letters; answers how many. */
export async function dropOldReports(tx: RecordTx, before: WallMs, limit: number): Promise<number> {
  const rows = await tx.report.findMany({
    where: { madeWallAt: { lt: toDate(before) } },
    orderBy: { madeWallAt: "asc" },
    select: { id: true, letterId: true },
    take: limit,
  });
  await tx.report.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
  await removeLetters(
    tx,
    rows.map(({ letterId }) => letterId),
  );
  return rows.length;
}
