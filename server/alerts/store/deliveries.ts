import type { ActionContext } from "@/server/audit/action-context";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";
import type { AlertSaid } from "../core/message";
import { isAtLeast, type Severity, severityRank } from "../core/severity";
import { CHANNELS_MAX } from "./channels";

type Round = {
  readonly alertId: string;
  readonly severity: Severity;
  readonly round: number;
  readonly subject: string;
};

/** One delivery for each channel that wants an alert so bad; a channel is never told over itself that it fails. */
export async function queueDeliveries(
  tx: WriteTx,
  { userId, wallNow }: ActionContext,
  { alertId, severity, round, subject }: Round,
): Promise<void> {
  const channels = await tx.alertChannel.findMany({
    where: { userId, enabled: true },
    select: { id: true, name: true, minSeverity: true },
    take: CHANNELS_MAX,
  });
  const at = toDate(wallNow);
  const data = channels
    .filter(
      ({ id, minSeverity }) => isAtLeast(severity, minSeverity as Severity) && subject !== `channel:${id}`,
    )
    .map(({ id, name }) => ({
      userId,
      alertId,
      round,
      channelId: id,
      channelName: name,
      status: "queued",
      queuedWallAt: at,
      nextWallAt: at,
    }));
  if (data.length > 0) await tx.alertDelivery.createMany({ data, skipDuplicates: true });
}

/** A test of a channel waits like any other delivery. */
export async function queueTest(
  tx: WriteTx,
  { userId, wallNow }: ActionContext,
  channel: { readonly channelId: string; readonly name: string },
): Promise<string> {
  const at = toDate(wallNow);
  const row = await tx.alertDelivery.create({
    data: {
      userId,
      round: 1,
      channelId: channel.channelId,
      channelName: channel.name,
      status: "queued",
      queuedWallAt: at,
      nextWallAt: at,
    },
    select: { id: true },
  });
  return row.id;
}

export type Due = {
  readonly deliveryId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly tries: number;
  readonly queuedAt: WallMs;
  readonly nextAt: WallMs;
  readonly letterId: string | null;
  /** null: a letter or a test */
  readonly alert: (AlertSaid & { readonly alertId: string; readonly isOldRound: boolean }) | null;
};

/** Channels, of whomever, that something is due at. */
export async function findDueChannels(now: WallMs): Promise<readonly string[]> {
  const rows = await db.alertDelivery.findMany({
    where: { nextWallAt: { lte: toDate(now) } },
    distinct: ["channelId"],
    select: { channelId: true },
    take: DUE_CHANNELS_MOST,
  });
  return rows.map(({ channelId }) => channelId);
}
const DUE_CHANNELS_MOST = 100;
const DUE_MOST = 50;

/** What is due at a channel, the longest waiting first, and of those the worst. */
export async function findDue(channelId: string, now: WallMs): Promise<readonly Due[]> {
  const rows = await db.alertDelivery.findMany({
    where: { channelId, nextWallAt: { lte: toDate(now) } },
    include: { alert: true },
    orderBy: [{ nextWallAt: "asc" }, { id: "asc" }],
    take: DUE_MOST,
  });
  const due = rows.map(toDue);
  return due.toSorted((one, other) => rankOf(other) - rankOf(one));
}

const rankOf = ({ alert }: Due): number => (alert ? severityRank(alert.severity) : 0);

type DueRow = Awaited<ReturnType<typeof db.alertDelivery.findMany<{ include: { alert: true } }>>>[number];

const toDue = (row: DueRow): Due => ({
  deliveryId: row.id,
  userId: row.userId,
  channelId: row.channelId,
  tries: row.tries,
  queuedAt: wallMs(row.queuedWallAt),
  nextAt: wallMs(row.nextWallAt ?? row.queuedWallAt),
  letterId: row.letterId,
  alert: row.alert && {
    alertId: row.alert.id,
    isOldRound: row.alert.round > row.round,
    kind: row.alert.kind,
    severity: row.alert.severity as Severity,
    subject: row.alert.subject,
    why: row.alert.why,
    todo: row.alert.todo,
    count: row.alert.count,
    firstAt: row.alert.firstWallAt.toISOString(),
    lastAt: row.alert.lastWallAt.toISOString(),
    resolvedAt: row.alert.resolvedWallAt?.toISOString() ?? null,
  },
});

/** Takes a delivery for one try, for as long as a try may last; false where another process has it. */
export async function claim(tx: RecordTx, due: Due, until: WallMs): Promise<boolean> {
  const { count } = await tx.alertDelivery.updateMany({
    where: { id: due.deliveryId, status: "queued", nextWallAt: toDate(due.nextAt) },
    data: { nextWallAt: toDate(until), tries: due.tries + 1 },
  });
  return count === 1;
}

/** It is quiet: nothing is tried until then. */
export async function hold(tx: RecordTx, due: Due, until: WallMs): Promise<void> {
  await tx.alertDelivery.updateMany({
    where: { id: due.deliveryId, status: "queued" },
    data: { nextWallAt: toDate(until), quietUntilWallAt: toDate(until) },
  });
}

export type Outcome =
  | { readonly status: "sent"; readonly error: null; readonly nextAt: null }
  | { readonly status: "queued"; readonly error: string; readonly nextAt: WallMs }
  | { readonly status: "failed" | "dropped"; readonly error: string; readonly nextAt: null };

/** What a try came to. */
export async function saveOutcome(
  tx: WriteTx,
  deliveryId: string,
  { status, error, nextAt }: Outcome,
  now: WallMs,
): Promise<void> {
  await tx.alertDelivery.updateMany({
    where: { id: deliveryId, status: "queued" },
    data: {
      status,
      lastError: error,
      nextWallAt: nextAt === null ? null : toDate(nextAt),
      endedWallAt: status === "queued" ? null : toDate(now),
    },
  });
}

/** Lets what waits for a channel be tried at once: it was mended. What it is quiet for is held again. */
export async function tryAgain(tx: WriteTx, channelId: string, now: WallMs): Promise<void> {
  await tx.alertDelivery.updateMany({
    where: { channelId, status: "queued", nextWallAt: { gt: toDate(now) } },
    data: { nextWallAt: toDate(now), quietUntilWallAt: null },
  });
}

/** The channel works again: what waits for its next try, and not for the end of quiet hours, is due. */
export async function bringForward(tx: WriteTx, channelId: string, now: WallMs): Promise<void> {
  await tx.alertDelivery.updateMany({
    where: {
      channelId,
      status: "queued",
      quietUntilWallAt: null,

      nextWallAt: { gt: toDate(now) },
    },
    data: { nextWallAt: toDate(now) },
  });
}

/** What else is due at a channel that has just failed waits until it is tried again: one at a time shows whether it works. */
export async function postpone(tx: WriteTx, channelId: string, until: WallMs): Promise<void> {
  await tx.alertDelivery.updateMany({
    where: { channelId, status: "queued", nextWallAt: { lt: toDate(until) } },
    data: { nextWallAt: toDate(until) },
  });
}

/** What waits for a channel that is gone waits for nothing. */
export async function dropWaiting(tx: WriteTx, channelId: string, now: WallMs): Promise<void> {
  await tx.alertDelivery.updateMany({
    where: { channelId, status: "queued" },
    data: {
      status: "dropped",
      lastError: "The channel was removed.",
      nextWallAt: null,
      endedWallAt: toDate(now),
    },
  });
}
