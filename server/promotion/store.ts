import type { Prisma } from "@/prisma/generated/client";
import type { ActionContext } from "@/server/audit/action-context";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";
import type { PromotionPolicy } from "@/server/settings/core/promotion-settings";

export type StepKind = "promoted" | "eligible" | "withdrawn" | "demoted" | "returned";

export type NewStep = {
  readonly botId: string;
  readonly botName: string;
  readonly versionId: string | null;
  readonly kind: StepKind;
  readonly fromBook: Book;
  readonly toBook: Book;
  readonly policy: PromotionPolicy;
  readonly overridden: boolean;
  readonly reason: string;
  readonly record: Json;
};

/** Writes a step down with the record it was taken on: what was seen then stays as it was. */
export async function saveStep(tx: WriteTx, ctx: ActionContext, step: NewStep): Promise<void> {
  const { userId, actor, marketNow, wallNow } = ctx;
  const byHand = actor.kind !== "schedule" && actor.kind !== "system";
  await tx.promotionStep.create({
    data: {
      ...step,
      record: step.record as Prisma.InputJsonObject,
      userId,
      byHand,
      marketAt: toDate(marketNow),
      wallAt: toDate(wallNow),
    },
  });
}

const toStep = (row: Awaited<ReturnType<typeof findAnyStep>>[number]) => ({
  stepId: row.id,
  botId: row.botId,
  botName: row.botName,
  kind: row.kind as StepKind,
  fromBook: row.fromBook,
  toBook: row.toBook,
  policy: row.policy as PromotionPolicy,
  byHand: row.byHand,
  overridden: row.overridden,
  reason: row.reason,
  record: row.record,
  at: row.wallAt.toISOString(),
});
const findAnyStep = () => db.promotionStep.findMany({ take: 1 });

export type PromotionStepRow = ReturnType<typeof toStep>;

/** A user's steps, newest first. */
export async function findSteps(userId: string, take: number): Promise<readonly PromotionStepRow[]> {
  const rows = await db.promotionStep.findMany({
    where: { userId },
    orderBy: [{ wallAt: "desc" }, { id: "desc" }],
    take,
  });
  return rows.map(toStep);
}

/** The book a bot came from when it last went live. */
export async function findLastPaperBook(botId: string): Promise<Book | null> {
  const row = await db.promotionStep.findFirst({
    where: { botId, kind: "promoted" },
    orderBy: { wallAt: "desc" },
    select: { fromBook: true },
  });
  return row?.fromBook ?? null;
}

export type NightRun = {
  readonly forDate: string;
  readonly policy: PromotionPolicy;
  readonly looked: number;
  readonly standOut: number;
  readonly promoted: number;
  readonly eligible: number;
  readonly demoted: number;
};

/** Writes a night down, once; true where it was there already. */
export async function saveNight(
  tx: WriteTx,
  { userId, marketNow, wallNow }: ActionContext,
  night: NightRun,
): Promise<boolean> {
  const at = { marketAt: toDate(marketNow), wallAt: toDate(wallNow) };
  const { count } = await tx.promotionRun.createMany({
    data: [{ userId, ...night, ...at }],
    skipDuplicates: true,
  });
  return count === 0;
}

/** Nights kept: more than ten years. */
const NIGHTS_MOST = 4_000;

/** Forgets the oldest nights beyond what is kept. */
export async function dropOldNights(tx: WriteTx, userId: string): Promise<void> {
  const [oldest] = await tx.promotionRun.findMany({
    where: { userId },
    orderBy: { forDate: "desc" },
    skip: NIGHTS_MOST,
    take: 1,
    select: { forDate: true },
  });
  if (oldest) await tx.promotionRun.deleteMany({ where: { userId, forDate: { lte: oldest.forDate } } });
}

/** A user's nights, newest first. */
export async function findNights(
  userId: string,
  take: number,
): Promise<readonly (NightRun & { at: string })[]> {
  const rows = await db.promotionRun.findMany({
    where: { userId },
    orderBy: { forDate: "desc" },
    take,
  });
  return rows.map(({ forDate, policy, looked, standOut, promoted, eligible, demoted, wallAt }) => ({
    forDate,
    policy: policy as PromotionPolicy,
    looked,
    standOut,
    promoted,
    eligible,
    demoted,
    at: wallAt.toISOString(),
  }));
}
