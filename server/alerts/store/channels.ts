import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import type { Sealed } from "@/server/vault/seal";
import { type ChannelTarget, readTarget } from "../core/channel-input";
import type { QuietHours } from "../core/quiet-hours";
import type { Severity } from "../core/severity";

/** More than anybody needs: each alert is sent to all of them. */
export const CHANNELS_MAX = 20;

export type Channel = {
  readonly channelId: string;
  readonly userId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly minSeverity: Severity;
  readonly quiet: QuietHours | null;
  readonly target: ChannelTarget;
  /** empty: it has no secret */
  readonly lastFour: string;
  readonly failures: number;
  readonly lastError: string | null;
  readonly lastSentAt: WallMs | null;
  readonly revision: number;
};

/** What a person may set of a channel. */
export type ChannelSet = Pick<Channel, "name" | "enabled" | "minSeverity" | "quiet" | "target">;
export type SealedSecret = { readonly sealed: Sealed; readonly lastFour: string };

const without = { sealed: true, wrappedKey: true, masterKeyId: true } as const;

export async function findChannels(userId: string): Promise<readonly Channel[]> {
  const rows = await db.alertChannel.findMany({
    where: { userId },
    omit: without,
    orderBy: { keptWallAt: "asc" },
    take: CHANNELS_MAX,
  });
  return rows.map(toChannel);
}

export async function findChannel(userId: string, channelId: string): Promise<Channel | null> {
  const row = await db.alertChannel.findFirst({ where: { id: channelId, userId }, omit: without });
  return row && toChannel(row);
}

/** What is sealed of a channel; null where it has no secret, or is gone. */
export async function findSealed(channelId: string): Promise<Sealed | null> {
  const row = await db.alertChannel.findUnique({
    where: { id: channelId },
    select: { sealed: true, wrappedKey: true, masterKeyId: true },
  });
  if (!row?.sealed || !row.wrappedKey || !row.masterKeyId) return null;
  return { sealed: row.sealed, wrappedKey: row.wrappedKey, masterKeyId: row.masterKeyId };
}

/** Channels with a secret, of whomever, with what is sealed. */
export async function findAllSealed(): Promise<
  readonly { readonly channel: Channel; readonly sealed: Sealed }[]
> {
  const rows = await db.alertChannel.findMany({ where: { sealed: { not: null } }, take: CHANNELS_MAX });
  return rows.flatMap(({ sealed, wrappedKey, masterKeyId, ...row }) =>
    sealed && wrappedKey && masterKeyId
      ? [{ channel: toChannel(row), sealed: { sealed, wrappedKey, masterKeyId } }]
      : [],
  );
}

type Row = Omit<NonNullable<Awaited<ReturnType<typeof db.alertChannel.findFirst>>>, keyof typeof without>;

const toChannel = (row: Row): Channel => ({
  channelId: row.id,
  userId: row.userId,
  name: row.name,
  enabled: row.enabled,
  minSeverity: row.minSeverity as Severity,
  quiet: row.quietFrom && row.quietTo ? { from: row.quietFrom, to: row.quietTo } : null,
  target: readTarget(row.target),
  lastFour: row.lastFour,
  failures: row.failures,
  lastError: row.lastError,
  lastSentAt: row.lastSentWallAt && wallMs(row.lastSentWallAt),
  revision: row.revision,
});

const columnsOf = ({ name, enabled, minSeverity, quiet, target }: ChannelSet) => ({
  name,
  enabled,
  minSeverity,
  kind: target.kind,
  target: { ...target },
  quietFrom: quiet?.from ?? null,
  quietTo: quiet?.to ?? null,
});

/** Writes a new channel. Stale where one of that name came meanwhile. */
export async function saveChannel(
  tx: WriteTx,
  channel: ChannelSet & Pick<Channel, "channelId" | "userId">,
  secret: SealedSecret | null,
  now: WallMs,
): Promise<void> {
  const { channelId: id, userId } = channel;
  const data = { id, userId, ...columnsOf(channel), ...secret?.sealed, lastFour: secret?.lastFour ?? "" };
  try {
    await tx.alertChannel.create({ data: { ...data, keptWallAt: toDate(now) } });
  } catch (error) {
    if (isUniqueViolation(error)) throw new StaleWrite("The channels");
    throw error;
  }
}

/** Changes a channel; without a new secret the kept one stays, with `drop` it goes. */
export async function saveEdited(
  tx: WriteTx,
  before: Channel,
  edited: ChannelSet,
  secret: SealedSecret | "keep" | "drop",
): Promise<void> {
  const none = { sealed: null, wrappedKey: null, masterKeyId: null, lastFour: "" };
  const kept =
    secret === "keep" ? {} : secret === "drop" ? none : { ...secret.sealed, lastFour: secret.lastFour };
  await change(tx, before, { ...columnsOf(edited), ...kept, failures: 0, lastError: null });
}

export const saveRewrapped = (
  tx: WriteTx,
  channel: Channel,
  rewrapped: Pick<Sealed, "wrappedKey" | "masterKeyId">,
): Promise<void> => change(tx, channel, rewrapped);

/** What became of a delivery, for whoever looks at the channel; a channel that is gone is left alone. */
export async function saveHeard(
  tx: WriteTx,
  channelId: string,
  heard: { readonly error: string | null; readonly now: WallMs },
): Promise<number> {
  const { error, now } = heard;
  const data =
    error === null
      ? { failures: 0, lastError: null, lastSentWallAt: toDate(now) }
      : { failures: { increment: 1 }, lastError: error };
  const rows = await tx.alertChannel.updateManyAndReturn({
    where: { id: channelId },
    data,
    select: { failures: true },
  });
  return rows[0]?.failures ?? 0;
}

export async function dropChannel(tx: WriteTx, { channelId, revision }: Channel): Promise<void> {
  const { count } = await tx.alertChannel.deleteMany({ where: { id: channelId, revision } });
  if (count !== 1) throw new StaleWrite("The channel");
}

async function change(
  tx: WriteTx,
  { channelId, revision }: Channel,
  data: Parameters<typeof tx.alertChannel.updateMany>[0]["data"],
): Promise<void> {
  try {
    const changed = await tx.alertChannel.updateMany({
      where: { id: channelId, revision },
      data: { ...data, revision: revision + 1 },
    });
    if (changed.count !== 1) throw new StaleWrite("The channel");
  } catch (error) {
    if (isUniqueViolation(error)) throw new StaleWrite("The channels");
    throw error;
  }
}
