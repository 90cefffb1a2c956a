import type { Prisma } from "@/prisma/generated/client";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";
import type { AlertFilter, AlertState, AlertView, DeliveryView } from "../core/alert-view";
import { alertKinds, kindOf, readKind } from "../core/kinds";
import { isAtLeast, SEVERITIES, type Severity } from "../core/severity";

export type AlertCursor = { readonly lastAt: WallMs; readonly alertId: string };

type Row = NonNullable<Awaited<ReturnType<typeof db.alert.findFirst>>>;

const WHERE: { readonly [state in AlertFilter["state"]]: Prisma.AlertWhereInput } = {
  all: {},
  open: { resolvedWallAt: null, acknowledgedWallAt: null },
  acknowledged: { resolvedWallAt: null, acknowledgedWallAt: { not: null } },
  resolved: { resolvedWallAt: { not: null } },
};

/** The newest alerts, by when they were last found. */
export async function findPage(
  q: AlertFilter & { readonly userId: string; readonly after: AlertCursor | null; readonly limit: number },
): Promise<readonly AlertView[]> {
  const { userId, state, minSeverity, kind, after, limit } = q;
  const behind = after && {
    OR: [
      { lastWallAt: { lt: toDate(after.lastAt) } },
      { lastWallAt: toDate(after.lastAt), id: { lt: after.alertId } },
    ],
  };
  const rows = await db.alert.findMany({
    where: {
      userId,
      ...WHERE[state],
      severity: { in: SEVERITIES.filter((severity) => isAtLeast(severity, minSeverity)) },
      ...(kind === undefined ? {} : { kind }),
      ...behind,
    },
    orderBy: [{ lastWallAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toView);
}

const DELIVERIES_MOST = 50;

export async function findDetail(userId: string, alertId: string) {
  const row = await db.alert.findFirst({
    where: { id: alertId, userId },
    include: { deliveries: { orderBy: { queuedWallAt: "desc" }, take: DELIVERIES_MOST } },
  });
  if (!row) return null;
  return {
    alert: toView(row),
    todo: row.todo,
    facts: row.facts,
    acknowledgedAt: row.acknowledgedWallAt?.toISOString() ?? null,
    acknowledgedBy: row.acknowledgedBy,
    resolvedAt: row.resolvedWallAt?.toISOString() ?? null,
    resolvedWords: row.resolvedWords,
    deliveries: row.deliveries.map(toDelivery),
  };
}

/** Alerts that were first found from an instant of the wall clock to another: how many of each severity, and the worst. */
export async function tallyRaised(
  userId: string,
  span: { readonly from: WallMs; readonly until: WallMs },
  most: number,
) {
  const where = { userId, firstWallAt: { gte: toDate(span.from), lt: toDate(span.until) } };
  const groups = await db.alert.groupBy({ by: ["severity"], where, _count: { _all: true } });
  const counts = new Map(groups.map(({ severity, _count }) => [severity as Severity, _count._all]));
  const worst: AlertView[] = [];
  for (const severity of SEVERITIES.toReversed()) {
    if (worst.length >= most || !counts.has(severity)) continue;
    const rows = await db.alert.findMany({
      where: { ...where, severity },
      orderBy: [{ firstWallAt: "asc" }, { id: "asc" }],
      take: most - worst.length,
    });
    worst.push(...rows.map(toView));
  }
  return { counts, worst };
}

/** How many wait for their owner, by how bad they are. */
export async function countWaiting(userId: string): Promise<ReadonlyMap<Severity, number>> {
  const groups = await db.alert.groupBy({
    by: ["severity"],
    where: { userId, ...WHERE.open },
    _count: { _all: true },
  });
  return new Map(groups.map(({ severity, _count }) => [severity as Severity, _count._all]));
}

const RECENT_MOST = 5;

/** The newest deliveries of a channel, tests among them. */
export async function findRecent(channelId: string): Promise<readonly DeliveryView[]> {
  const rows = await db.alertDelivery.findMany({
    where: { channelId },
    orderBy: { queuedWallAt: "desc" },
    take: RECENT_MOST,
  });
  return rows.map(toDelivery);
}

const ACKNOWLEDGED = "Acknowledged.";
const ACTED_MOST = 200;

/** Those of the named alerts, or of all, that wait for their owner: the worst first. */
export async function findWaiting(
  tx: WriteTx,
  userId: string,
  alertIds: readonly string[] | null,
): Promise<readonly { readonly alertId: string; readonly view: AlertView }[]> {
  const rows = await tx.alert.findMany({
    where: { userId, ...WHERE.open, ...(alertIds ? { id: { in: [...alertIds] } } : {}) },
    orderBy: { lastWallAt: "desc" },
    take: ACTED_MOST,
  });
  return rows.map((row) => ({ alertId: row.id, view: toView(row) }));
}

/** Somebody has seen them; what does not last is over with that. */
export async function saveAcknowledged(
  tx: WriteTx,
  alertIds: readonly string[],
  { by, now }: { readonly by: string; readonly now: WallMs },
): Promise<void> {
  const seen = { acknowledgedWallAt: toDate(now), acknowledgedBy: by };
  const where = { id: { in: [...alertIds] }, ...WHERE.open };
  const lasting = alertKinds.filter((kind) => kindOf(kind).lasts);
  await tx.alert.updateMany({
    where: { ...where, kind: { notIn: lasting } },
    data: { ...seen, resolvedWallAt: toDate(now), resolvedWords: ACKNOWLEDGED },
  });
  await tx.alert.updateMany({ where, data: seen });
}

/** Takes an acknowledgement back; of those that it ended, the ones whose key has no open alert by now. Answers which. */
export async function saveUnseen(
  tx: WriteTx,
  userId: string,
  alertIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE "alert" AS mine SET "acknowledgedWallAt" = NULL, "acknowledgedBy" = NULL, "resolvedWallAt" = NULL, "resolvedWords" = NULL
    WHERE "id" = ANY(${[...alertIds]}::uuid[]) AND "userId" = ${userId}::uuid AND "acknowledgedWallAt" IS NOT NULL
      AND ("resolvedWallAt" IS NULL OR "resolvedWords" = ${ACKNOWLEDGED} AND NOT EXISTS (
        SELECT 1 FROM "alert" AS other WHERE other."userId" = mine."userId" AND other."dedupeKey" = mine."dedupeKey"
          AND other."resolvedWallAt" IS NULL))
    RETURNING "id"`;
  return rows.map(({ id }) => id);
}

const stateOf = ({ resolvedWallAt, acknowledgedWallAt }: Row): AlertState =>
  resolvedWallAt !== null ? "resolved" : acknowledgedWallAt !== null ? "acknowledged" : "open";

const toView = (row: Row): AlertView => ({
  alertId: row.id,
  kind: row.kind,
  title: readKind(row.kind).title,
  severity: row.severity as Severity,
  state: stateOf(row),
  subject: row.subject,
  why: row.why,
  count: row.count,
  firstAt: row.firstWallAt.toISOString(),
  lastAt: row.lastWallAt.toISOString(),
});

type DeliveryRow = NonNullable<Awaited<ReturnType<typeof db.alertDelivery.findFirst>>>;

export const toDelivery = (row: DeliveryRow): DeliveryView => ({
  deliveryId: row.id,
  channelName: row.channelName,
  status: row.status as DeliveryView["status"],
  tries: row.tries,
  lastError: row.lastError,
  queuedAt: row.queuedWallAt.toISOString(),
  nextAt: row.nextWallAt?.toISOString() ?? null,
  isQuiet: row.quietUntilWallAt !== null && row.quietUntilWallAt.getTime() === row.nextWallAt?.getTime(),
  endedAt: row.endedWallAt?.toISOString() ?? null,
});

/** The end of a page, for the next one. */
export const cursorOf = ({ lastAt, alertId }: AlertView): AlertCursor => ({
  lastAt: wallMs(Date.parse(lastAt)),
  alertId,
});
