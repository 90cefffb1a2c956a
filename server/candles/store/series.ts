import type { Prisma } from "@/prisma/generated/client";
import { toDate, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { db, type RecordTx, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { EMPTY_KEPT_MS } from "../core/candle-library";
import type { DownloadCursor } from "../core/download-cursor";
import type { SeriesName } from "../core/series-name";
import type { SeriesRules } from "../core/series-rules";
import type { SeriesStatus } from "../core/series-view";
import type { PriceColumns } from "../pack-candles";
import { saveChunk } from "./chunks";
import { type Series, toSeries } from "./to-series";

const OPEN: readonly SeriesStatus[] = ["queued", "running"];
/** A user's series, by name. */
export async function findSeriesOf(userId: string): Promise<readonly Series[]> {
  const rows = await db.candleSet.findMany({
    where: { userId },
    orderBy: [{ place: "asc" }, { symbol: "asc" }, { timeframe: "asc" }],
  });
  return rows.map(toSeries);
}

/** One series by its id; null where there is none, or it is not this user's. */
export async function findSeries(id: string, userId?: string): Promise<Series | null> {
  const row = await db.candleSet.findFirst({ where: userId === undefined ? { id } : { id, userId } });
  return row && toSeries(row);
}

export async function findSeriesByName(
  userId: string,
  { place, symbol, timeframe }: SeriesName,
): Promise<Series | null> {
  const row = await db.candleSet.findUnique({
    where: { userId_place_symbol_timeframe: { userId, place, symbol, timeframe } },
  });
  return row && toSeries(row);
}

/** What waits or is being read, oldest first. */
export async function findOpenSeries(limit: number): Promise<readonly Series[]> {
  const rows = await db.candleSet.findMany({
    where: { status: { in: [...OPEN] } },
    orderBy: { createdWallAt: "asc" },
    take: limit,
  });
  return rows.map(toSeries);
}

export type NewSeries = SeriesName & {
  readonly id: string;
  readonly userId: string;
  readonly exchange: ExchangeName;
  readonly origin: Series["origin"];
  readonly status: SeriesStatus;
  readonly cursor: DownloadCursor;
  readonly rules: SeriesRules | null;
  readonly notes: readonly string[];
  readonly file: string | null;
  readonly sha256: string | null;
  readonly wallNow: WallMs;
};

/** Stale where that name is taken meanwhile. */
export async function saveNewSeries(tx: WriteTx, series: NewSeries): Promise<void> {
  const { cursor, rules, notes, wallNow, ...plain } = series;
  const created = tx.candleSet.create({
    data: {
      ...plain,
      ...toRow(cursor),
      rules: (rules ?? undefined) as Prisma.InputJsonObject | undefined,
      notes: [...notes],
      createdWallAt: toDate(wallNow),
      seenWallAt: toDate(wallNow),
      round: series.origin === "download" ? 1 : 0,
      endedWallAt: OPEN.includes(series.status) ? null : toDate(wallNow),
    },
  });
  await created.catch((error: unknown) => {
    throw isUniqueViolation(error) ? new StaleWrite("The candles of that name") : error;
  });
}

/** Puts an ended download in the queue again; false where it has not ended. */
export async function saveAskedAgain(
  tx: WriteTx,
  { id, cursor, wallNow }: { readonly id: string; readonly cursor: DownloadCursor; readonly wallNow: WallMs },
): Promise<boolean> {
  const { count } = await tx.candleSet.updateMany({
    where: { id, origin: "download", status: { notIn: [...OPEN] } },
    data: {
      ...toRow(cursor),
      status: "queued",
      statusReason: null,
      step: "",
      etaMs: null,
      round: { increment: 1 },
      takenUp: 0,
      seenWallAt: toDate(wallNow),
      startedWallAt: null,
      endedWallAt: null,
    },
  });
  return count === 1;
}

type StatusChange = {
  readonly id: string;
  readonly from: readonly SeriesStatus[];
  readonly to: SeriesStatus;
  readonly reason: string | null;
  readonly notes?: readonly string[];
  readonly wallNow: WallMs;
};

/** Changes the status where it still is one of `from`; false where it is not. */
export async function saveStatus(
  tx: WriteTx,
  { id, from, to, reason, notes, wallNow }: StatusChange,
): Promise<boolean> {
  const { count } = await tx.candleSet.updateMany({
    where: { id, status: { in: [...from] } },
    data: {
      status: to,
      statusReason: reason,
      etaMs: null,
      step: "",
      ...(notes && { notes: [...notes] }),
      ...(to === "running" ? { startedWallAt: toDate(wallNow) } : { endedWallAt: toDate(wallNow) }),
    },
  });
  return count === 1;
}

/** Notes that its job was lost and is sent anew; false where it has ended or somebody else noted it. */
export async function saveTakenUp(
  tx: WriteTx,
  { id, round, wallNow }: { readonly id: string; readonly round: number; readonly wallNow: WallMs },
): Promise<boolean> {
  const { count } = await tx.candleSet.updateMany({
    where: { id, status: { in: [...OPEN] }, round: round - 1 },
    data: { round, takenUp: { increment: 1 }, seenWallAt: toDate(wallNow) },
  });
  return count === 1;
}

/** Notes a sign of life, and what is being done; false where it no longer runs. */
export async function saveSeen(
  tx: RecordTx,
  { id, step, etaMs, wallNow }: { id: string; step?: string; etaMs?: number | null; wallNow: WallMs },
): Promise<boolean> {
  const { count } = await tx.candleSet.updateMany({
    where: { id, status: "running" },
    data: {
      seenWallAt: toDate(wallNow),
      ...(step !== undefined && { step }),
      ...(etaMs !== undefined && { etaMs: etaMs === null ? null : BigInt(Math.round(etaMs)) }),
    },
  });
  return count === 1;
}

/** What the exchange says of the market: the download knows it is listed from then on. */
export async function saveRules(tx: RecordTx, id: string, rules: SeriesRules): Promise<void> {
  await tx.candleSet.updateMany({
    where: { id },
    data: { rules: rules as unknown as Prisma.InputJsonObject },
  });
}

type ReadPage = {
  readonly series: Pick<Series, "id" | "timeframe" | "cursor">;
  readonly columns: PriceColumns;
  readonly cursor: DownloadCursor;
  readonly step: string;
  readonly etaMs: number | null;
  readonly wallNow: WallMs;
};

/** Stores what was read and how far it reaches; false where the series no longer is as its reader knew it: nothing is written then. */
export async function savePage(tx: RecordTx, page: ReadPage): Promise<boolean> {
  const { series, columns, cursor, step, etaMs, wallNow } = page;
  const { id } = series;
  const { headAt, nextAt } = series.cursor;
  const { count } = await tx.candleSet.updateMany({
    where: {
      id,
      status: "running",
      nextAt: new Date(nextAt),
      headAt: headAt === null ? null : new Date(headAt),
    },
    data: {
      ...toRow(cursor),
      step,
      etaMs: etaMs === null ? null : BigInt(Math.round(etaMs)),
      takenUp: 0,
      seenWallAt: toDate(wallNow),
    },
  });
  if (count === 0) return false;
  if (columns.openAt.length > 0) await saveChunk(tx, series, columns);
  return true;
}

/** Deletes one that is not being read; false where there is none. */
export async function removeSeries(tx: WriteTx, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.candleSet.deleteMany({ where: { userId, id, status: { notIn: [...OPEN] } } });
  return count === 1;
}

/** Forgets downloads that ended long ago without a candle; how many. */
export async function dropEmpty(tx: RecordTx, wallNow: WallMs): Promise<number> {
  const { count } = await tx.candleSet.deleteMany({
    where: { candles: 0, endedWallAt: { lt: new Date(wallNow - EMPTY_KEPT_MS) } },
  });
  return count;
}

const toRow = ({ fromAt, untilAt, tailFromAt, nextAt, headAt }: DownloadCursor) => ({
  fromAt: new Date(fromAt),
  untilAt: new Date(untilAt),
  tailFromAt: new Date(tailFromAt),
  nextAt: new Date(nextAt),
  headAt: headAt === null ? null : new Date(headAt),
});
