import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { toDate } from "@/server/kernel/clock";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";
import type { DeliveryView } from "../core/alert-view";
import { toDelivery } from "./lists";

/** A picture that the HTML names by `cid:`; its PNG is base64. */
const image = z.strictObject({ name: z.string(), png: z.string() });
export type LetterImage = z.output<typeof image>;

/** Mail that is no alert. */
export type Letter = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly images: readonly LetterImage[];
};

export async function saveLetter(
  tx: WriteTx,
  { userId, wallNow }: ActionContext,
  { images, ...letter }: Letter,
): Promise<string> {
  const row = await tx.letter.create({
    data: { userId, ...letter, images: images.map((one) => ({ ...one })), keptWallAt: toDate(wallNow) },
    select: { id: true },
  });
  return row.id;
}

export async function findLetter(letterId: string): Promise<Letter | null> {
  const row = await db.letter.findUnique({ where: { id: letterId } });
  return (
    row && { subject: row.subject, text: row.text, html: row.html, images: z.array(image).parse(row.images) }
  );
}

export type MailChannel = { readonly channelId: string; readonly name: string };

/** Lets a letter be sent to some channels, once more where it was sent there before. */
export async function queueLetter(
  tx: WriteTx,
  { userId, wallNow }: ActionContext,
  letterId: string,
  channels: readonly MailChannel[],
): Promise<void> {
  const before = await tx.alertDelivery.aggregate({ where: { letterId }, _max: { round: true } });
  const at = toDate(wallNow);
  await tx.alertDelivery.createMany({
    data: channels.map(({ channelId, name }) => ({
      userId,
      letterId,
      round: (before._max.round ?? 0) + 1,
      channelId,
      channelName: name,
      status: "queued",
      queuedWallAt: at,
      nextWallAt: at,
    })),
    skipDuplicates: true,
  });
}

const DELIVERIES_MOST = 1_000;

/** What became of letters, the newest delivery first, by letter. */
export async function findLetterDeliveries(
  letterIds: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryView[]>> {
  const rows = await db.alertDelivery.findMany({
    where: { letterId: { in: [...letterIds] } },
    orderBy: [{ queuedWallAt: "desc" }, { id: "asc" }],
    take: DELIVERIES_MOST,
  });
  const byLetter = Map.groupBy(rows, ({ letterId }) => letterId ?? "");
  return new Map([...byLetter].map(([letterId, some]) => [letterId, some.map(toDelivery)]));
}

/** Takes letters away, with what became of them. */
export async function dropLetters(tx: RecordTx, letterIds: readonly string[]): Promise<void> {
  await tx.letter.deleteMany({ where: { id: { in: [...letterIds] } } });
}
