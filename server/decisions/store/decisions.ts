import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { MarketKind } from "@/server/kernel/market-kinds";
import { db, type WriteTx } from "@/server/platform/db";
import { mapInGoes } from "@/server/platform/map-in-goes";
import { saveShared } from "./records";

export type NewDecision = {
  readonly id: string;
  readonly userId: string;
  readonly botId: string;
  readonly versionId: string;
  readonly book: Book;
  readonly marketKind: MarketKind;
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
  const rows = await mapInGoes(await saveShared(tx, decisions), (row) =>
    JSON.stringify({
      ...row,
      slotAt: toDate(row.slotAt),
      marketAt: toDate(row.marketAt),
      wallAt: toDate(row.wallAt),
    }),
  );
  // one text for all of them: an array per column is written, escaped and read value by value
  return tx.$executeRaw`
    INSERT INTO "decision" ("id", "userId", "botId", "versionId", "book", "marketKind", "slotAt", "action", "reasonCode",
      "score", "inputs", "outcome", "contextId", "marketAt", "wallAt")
    SELECT "id", "userId", "botId", "versionId", "book"::"Book", "marketKind"::"MarketKind", "slotAt", "action", "reasonCode",
      "score", "inputs", "outcome", "contextId", "marketAt", "wallAt"
    FROM jsonb_to_recordset(${`[${rows.join()}]`}::jsonb) AS t("id" uuid, "userId" uuid, "botId" uuid, "versionId" uuid,
      "book" text, "marketKind" text, "slotAt" timestamptz, "action" text, "reasonCode" text, "score" numeric, "inputs" jsonb,
      "outcome" jsonb, "contextId" uuid, "marketAt" timestamptz, "wallAt" timestamptz)
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
