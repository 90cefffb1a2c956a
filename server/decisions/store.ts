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

const decisionData = (decision: NewDecision & { readonly contextId: string }) => ({
  ...decision,
  slotAt: toDate(decision.slotAt),
  marketAt: toDate(decision.marketAt),
  wallAt: toDate(decision.wallAt),
});

/** Writes records; those of a slot already decided stay as they were. Answers how many were new. */
export async function saveDecisions(tx: WriteTx, decisions: readonly NewDecision[]): Promise<number> {
  const data = (await saveShared(tx, decisions)).map(decisionData);
  return (await tx.decision.createMany({ data, skipDuplicates: true })).count;
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
