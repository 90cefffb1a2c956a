import type { Prisma } from "@/prisma/generated/client";
import type { Owned } from "@/server/events/judge-orphans";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { db, type RecordTx, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import type { BacktestOptions } from "./core/backtest-options";
import { type BacktestRequest, backtestRequest } from "./core/backtest-request";
import type {
  BacktestHeadline,
  BacktestListItem,
  BacktestReport,
  BacktestStatus,
  BacktestView,
} from "./core/backtest-view";
import { describeSetup } from "./core/describe-setup";

/** How each symbol of a request is traded. */
export type OptionsBySymbol = { readonly [symbol: string]: BacktestOptions };

const CHUNKS_MAX = 100_000;

const listed = {
  id: true,
  userId: true,
  kind: true,
  title: true,
  exchange: true,
  symbol: true,
  timeframe: true,
  strategy: true,
  source: true,
  status: true,
  statusReason: true,
  done: true,
  total: true,
  step: true,
  request: true,
  etaMs: true,
  headline: true,
  createdWallAt: true,
  startedWallAt: true,
  endedWallAt: true,
} as const satisfies Prisma.BacktestRunSelect;
type Row = Prisma.BacktestRunGetPayload<{ select: typeof listed }>;

/** A user's backtests, newest first. */
export async function findBacktests(userId: string, limit: number): Promise<readonly BacktestListItem[]> {
  const rows = await db.backtestRun.findMany({
    where: { userId },
    select: listed,
    orderBy: [{ createdWallAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toItem);
}

/** One backtest of a user with its request and, when it is done, its report. */
export async function findBacktest(userId: string, id: string): Promise<BacktestView | null> {
  const row = await db.backtestRun.findFirst({
    where: { userId, id },
    select: { ...listed, report: true },
  });
  if (!row) return null;
  const report = row.report as unknown as BacktestReport | null;
  return { ...toItem(row), request: readRequest(row.request), report };
}

export type BacktestCounts = { readonly open: number; readonly all: number };

export async function countBacktests(userId: string): Promise<BacktestCounts> {
  const [open, all] = await Promise.all([
    db.backtestRun.count({ where: { userId, status: { in: ["queued", "running"] } } }),
    db.backtestRun.count({ where: { userId } }),
  ]);
  return { open, all };
}

export type OpenBacktest = {
  readonly id: string;
  readonly userId: string;
  readonly source: string;
  readonly status: BacktestStatus;
  readonly done: number;
  readonly total: number;
};

/** What waits or runs, of all users, oldest first, with when its job was last heard of. */
export async function findOpenBacktests(limit: number): Promise<readonly (OpenBacktest & Owned)[]> {
  const rows = await db.backtestRun.findMany({
    where: { status: { in: ["queued", "running"] } },
    select: {
      id: true,
      userId: true,
      source: true,
      status: true,
      done: true,
      total: true,
      seenWallAt: true,
      createdWallAt: true,
      takenUp: true,
    },
    orderBy: { createdWallAt: "asc" },
    take: limit,
  });
  return rows.map(({ seenWallAt, createdWallAt, ...row }) => ({
    ...row,
    status: row.status as OpenBacktest["status"],
    seenAt: wallMs(seenWallAt ?? createdWallAt),
  }));
}

/** Notes a sign of life of a backtest's job. */
export async function saveSeen(tx: RecordTx, id: string, wallNow: WallMs): Promise<void> {
  await tx.backtestRun.updateMany({
    where: { id, status: { in: ["queued", "running"] } },
    data: { seenWallAt: toDate(wallNow) },
  });
}

/** Notes that its job was lost and has been sent anew; false where it has ended or somebody else noted it. */
export async function saveTakenUp(
  tx: WriteTx,
  { id, takenUp, wallNow }: { readonly id: string; readonly takenUp: number; readonly wallNow: WallMs },
): Promise<boolean> {
  const { count } = await tx.backtestRun.updateMany({
    where: { id, status: { in: ["queued", "running"] }, takenUp: takenUp - 1 },
    data: { takenUp, seenWallAt: toDate(wallNow) },
  });
  return count === 1;
}

export type BacktestWork = OpenBacktest & {
  readonly request: BacktestRequest;
  readonly options: OptionsBySymbol;
};

/** What the worker needs to carry one out; null for one that was deleted. */
export async function findWork(id: string): Promise<BacktestWork | null> {
  const row = await db.backtestRun.findUnique({
    where: { id },
    select: {
      id: true,
      userId: true,
      source: true,
      status: true,
      done: true,
      total: true,
      request: true,
      options: true,
    },
  });
  return (
    row && {
      ...row,
      status: row.status as BacktestStatus,
      request: readRequest(row.request),
      options: row.options as unknown as OptionsBySymbol,
    }
  );
}

export async function findChunks(
  backtestId: string,
): Promise<readonly { readonly batch: number; readonly chunk: number; readonly figures: unknown }[]> {
  return db.backtestChunk.findMany({
    where: { backtestId },
    select: { batch: true, chunk: true, figures: true },
    take: CHUNKS_MAX,
  });
}

/** Keeps the figures of a finished chunk, as long as its backtest runs; one that is there already stays as it is. */
export async function saveChunk(
  tx: RecordTx,
  chunk: {
    readonly backtestId: string;
    readonly batch: number;
    readonly chunk: number;
    readonly figures: object;
  },
): Promise<void> {
  // the lock makes a cancellation wait, so that it finds the chunk it has to delete
  await tx.$executeRaw`
    INSERT INTO "backtest_chunk" ("backtestId", "batch", "chunk", "figures")
    SELECT "id", ${chunk.batch}, ${chunk.chunk}, ${JSON.stringify(chunk.figures)}::json FROM (
      SELECT "id" FROM "backtest" WHERE "id" = ${chunk.backtestId}::uuid AND "status" = 'running' FOR SHARE) AS running
    ON CONFLICT DO NOTHING`;
}

export type NewBacktest = {
  readonly id: string;
  readonly userId: string;
  readonly title: string;
  readonly source: string;
  readonly request: BacktestRequest;
  readonly options: OptionsBySymbol;
  readonly total: number;
  readonly wallNow: WallMs;
  /** what the writer counted: stale when another came meanwhile */
  readonly counted: BacktestCounts;
};

export async function saveNewBacktest(tx: WriteTx, backtest: NewBacktest): Promise<void> {
  const { id, userId, title, source, request, options, total, wallNow, counted } = backtest;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`amarktai:backtests:${userId}`})::bigint)`;
  if ((await tx.backtestRun.count({ where: { userId } })) !== counted.all)
    throw new StaleWrite("Your backtests");
  const { kind, exchange, symbols, timeframe, strategy } = request;
  const created = tx.backtestRun.create({
    data: {
      id,
      userId,
      kind,
      title,
      exchange,
      symbol: symbols.join(", "),
      timeframe,
      strategy,
      source,
      total,
      request: request as unknown as Prisma.InputJsonObject,
      options: options as unknown as Prisma.InputJsonObject,
      createdWallAt: toDate(wallNow),
    },
  });
  await created.catch((error: unknown) => {
    // the id comes from the asker: it may be another's
    throw isUniqueViolation(error) ? new StaleWrite("The request") : error;
  });
}

export type StatusChange = {
  readonly id: string;
  readonly from: readonly BacktestStatus[];
  readonly to: BacktestStatus;
  readonly reason: string | null;
  readonly wallNow: WallMs;
};

/** Changes the status where it still is one of `from`; false where it is not. What has ended keeps no chunks. */
export async function saveStatus(
  tx: WriteTx,
  { id, from, to, reason, wallNow }: StatusChange,
): Promise<boolean> {
  const { count } = await tx.backtestRun.updateMany({
    where: { id, status: { in: [...from] } },
    data: {
      status: to,
      statusReason: reason,
      etaMs: null,
      ...(to === "running" ? { startedWallAt: toDate(wallNow) } : { endedWallAt: toDate(wallNow), step: "" }),
    },
  });
  if (count === 1 && to !== "running") await tx.backtestChunk.deleteMany({ where: { backtestId: id } });
  return count === 1;
}

/** Writes the report of a running backtest and ends it; false where it no longer runs. `json` is the report. */
export async function saveReport(
  tx: WriteTx,
  done: {
    readonly id: string;
    readonly json: string;
    readonly headline: BacktestHeadline;
    readonly wallNow: WallMs;
  },
): Promise<boolean> {
  const { id, json, headline, wallNow } = done;
  const ended = await saveStatus(tx, { id, from: ["running"], to: "done", reason: null, wallNow });
  if (!ended) return false;
  await tx.$executeRaw`UPDATE "backtest" SET "report" = ${json}::json,
    "headline" = ${JSON.stringify(headline)}::json, "done" = "total" WHERE "id" = ${id}::uuid`;
  return true;
}

export type ProgressRow = {
  readonly id: string;
  readonly done: number;
  readonly total: number;
  readonly step: string;
  readonly etaMs: number | null;
};

/** Notes how far a running backtest is; null where it no longer runs. */
export async function saveProgress(
  tx: RecordTx,
  { id, done, total, step, etaMs }: ProgressRow,
): Promise<boolean> {
  const { count } = await tx.backtestRun.updateMany({
    where: { id, status: "running" },
    data: { done, total, step, etaMs: etaMs === null ? null : BigInt(Math.round(etaMs)) },
  });
  return count === 1;
}

/** Deletes one that is not at work; false where there is none. */
export async function removeBacktest(tx: WriteTx, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.backtestRun.deleteMany({
    where: { userId, id, status: { in: ["done", "failed", "cancelled"] } },
  });
  return count === 1;
}

/** What was stored has passed the schema; an older one gets the defaults of what it did not know. */
const readRequest = (json: Prisma.JsonValue): BacktestRequest => backtestRequest.parse(json);

const toItem = (row: Row): BacktestListItem => ({
  id: row.id,
  kind: row.kind as BacktestListItem["kind"],
  title: row.title,
  setup: describeSetup(readRequest(row.request)),
  exchange: readExchange(row.exchange),
  symbol: row.symbol,
  timeframe: row.timeframe,
  strategy: row.strategy,
  status: row.status as BacktestStatus,
  statusReason: row.statusReason,
  progress: {
    done: row.done,
    total: row.total,
    step: row.step,
    // milliseconds of any backtest fit a double
    etaMs: row.etaMs === null ? null : Number(row.etaMs),
  },
  createdAt: row.createdWallAt.toISOString(),
  startedAt: row.startedWallAt?.toISOString() ?? null,
  endedAt: row.endedWallAt?.toISOString() ?? null,
  headline: row.headline as unknown as BacktestHeadline | null,
});
