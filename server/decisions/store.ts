import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";
import { saveShared } from "./records/store";

export type NewDecision = {
  readonly id: string;
  readonly userId: string;
  readonly botId: string;
  readonly versionId: string;
  readonly book: Book;
  readonly marketKind: "live" | "recorded" | "simulated";
  readonly slotAt: MarketMs;
  readonly action: string;
  readonly reasonCode: string;
  readonly score: string | null;
  readonly inputs: Prisma.InputJsonObject;
  readonly outcome: Prisma.InputJsonObject;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/** Writes records; those of a slot already decided stay as they were. Answers how many were new. */
export async function saveDecisions(tx: WriteTx, decisions: readonly NewDecision[]): Promise<number> {
  if (decisions.length === 0) return 0;
  const rows = await saveShared(tx, decisions);
  const of = <T>(field: (row: (typeof rows)[number]) => T) => rows.map(field);
  return tx.$executeRaw`
    INSERT INTO "decision" ("id", "userId", "botId", "versionId", "book", "marketKind", "slotAt", "action", "reasonCode",
      "score", "inputs", "outcome", "contextId", "marketAt", "wallAt")
    SELECT id, owner, bot, version, book::"Book", kind::"MarketKind", slot, action, reason, score, inputs::jsonb,
      outcome::jsonb, context, market, wall
    FROM unnest(${of(({ id }) => id)}::uuid[], ${of(({ userId }) => userId)}::uuid[], ${of(({ botId }) => botId)}::uuid[],
      ${of(({ versionId }) => versionId)}::uuid[], ${of(({ book }) => book)}::text[],
      ${of(({ marketKind }) => marketKind)}::text[], ${of(({ slotAt }) => toDate(slotAt))}::timestamptz[],
      ${of(({ action }) => action)}::text[], ${of(({ reasonCode }) => reasonCode)}::text[],
      ${of(({ score }) => score)}::numeric[], ${of(({ inputs }) => JSON.stringify(inputs))}::text[],
      ${of(({ outcome }) => JSON.stringify(outcome))}::text[], ${of(({ contextId }) => contextId)}::uuid[],
      ${of(({ marketAt }) => toDate(marketAt))}::timestamptz[], ${of(({ wallAt }) => toDate(wallAt))}::timestamptz[])
      AS t(id, owner, bot, version, book, kind, slot, action, reason, score, inputs, outcome, context, market, wall)
    ON CONFLICT DO NOTHING`;
}

/** Bots that have decided on this slot or a later one. */
export async function findDecidedBots(
  botIds: readonly string[],
  slotAt: MarketMs,
): Promise<ReadonlySet<string>> {
  const rows = await db.decision.findMany({
    where: { botId: { in: [...botIds] }, slotAt: { gte: toDate(slotAt) } },
    select: { botId: true },
  });
  return new Set(rows.map((row) => row.botId));
}
