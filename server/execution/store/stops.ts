// The stops that rest at exchanges, and what stands in their way.
import { Prisma } from "@/prisma/generated/client";
import { wallMs } from "@/server/kernel/clock";
import { readDecimal, ZERO } from "@/server/kernel/money";
import { workingStatuses } from "@/server/kernel/order-statuses";
import { db, type WriteTx } from "@/server/platform/db";
import type { Question } from "@/server/platform/question";
import { countTries } from "../core/count-tries";
import { refusalOf } from "../core/end-code";
import type { ExitAtWork } from "../core/exit-way";
import type { Order } from "../core/order";
import type { StopTries } from "../core/plan-protection";
import { toOrder } from "./steps";

const PAGE_MAX = 1_000;
const working = { in: [...workingStatuses] };

/** The stops that have not ended: of one venue, or of one position. */
export async function findWorkingStops(
  of: { readonly venue: string } | { readonly positionId: string },
): Promise<readonly Order[]> {
  const rows = await db.order.findMany({ where: { ...of, type: "stop", status: working }, take: PAGE_MAX });
  return rows.map(toOrder);
}

/** The venues at which some rest. */
export async function findStopVenues(): Promise<readonly string[]> {
  const rows = await db.order.findMany({
    where: { type: "stop", status: working },
    distinct: ["venue"],
    select: { venue: true },
  });
  return rows.map(({ venue }) => venue);
}

/** Exits of these positions that have not ended, stops apart. */
export async function findWorkingExits(positionIds: readonly string[]): Promise<readonly Order[]> {
  const rows = await db.order.findMany({
    where: { positionId: { in: [...positionIds] }, purpose: "exit", type: { not: "stop" }, status: working },
  });
  return rows.map(toOrder);
}

/** Exits of these positions that have not ended, stops too: what a sender looks at before one of them goes out. */
export async function findExitsAtWork(
  tx: WriteTx,
  positionIds: readonly string[],
): Promise<readonly ExitAtWork[]> {
  if (positionIds.length === 0) return [];
  const rows = await tx.order.findMany({
    where: { positionId: { in: [...positionIds] }, purpose: "exit", status: working },
  });
  return rows.map(toOrder);
}

/** The same, asked together with what others know. */
export const exitsAtWorkQuestion = (positionIds: readonly string[]): Question<readonly ExitSeen[]> => ({
  sql: Prisma.sql`SELECT "id", "positionId", "type", "status" FROM "orders"
    WHERE "positionId" = ANY(${[...positionIds]}::uuid[]) AND "purpose" = 'exit'
      AND "status" = ANY(${[...workingStatuses]}::"OrderStatus"[]) ORDER BY "id"`,
  read: (rows: readonly ExitSeen[]) => rows,
});
export type ExitSeen = ExitAtWork & { readonly id: string };

/** A condition on an order `o`: its position's exits at work are those that were seen, in the state they were seen in. */
export function exitsAsSeenSql(positionIds: readonly string[], seen: readonly ExitSeen[]): Prisma.Sql {
  const ofEach = positionIds.map((positionId) => seen.filter((one) => one.positionId === positionId));
  const texts = ofEach.map((some) => some.map(({ id, status }) => `${id} ${status}`).join());
  return Prisma.sql`EXISTS (SELECT FROM unnest(${[...positionIds]}::uuid[], ${texts}::text[]) AS seen(position, exits)
    WHERE seen.position = o."positionId" AND seen.exits = (
      SELECT coalesce(string_agg(b."id"::text || ' ' || b."status"::text, ',' ORDER BY b."id"), '') FROM "orders" b
      WHERE b."positionId" = o."positionId" AND b."purpose" = 'exit'
        AND b."status" = ANY(${[...workingStatuses]}::"OrderStatus"[])))`;
}

/** By position, how many stops were asked for, and which of them the venue refused or ended on its own. */
export async function findStopTries(positionIds: readonly string[]): Promise<ReadonlyMap<string, StopTries>> {
  const rows = await db.order.findMany({
    where: { positionId: { in: [...positionIds] }, type: "stop" },
    orderBy: { wallAt: "asc" },
    select: {
      positionId: true,
      status: true,
      cancelCode: true,
      filled: true,
      statusReason: true,
      endCode: true,
      amount: true,
      triggerPrice: true,
      updatedWallAt: true,
    },
  });
  const tries = new Map<string, StopTries>();
  for (const [positionId, own] of Map.groupBy(rows, (row) => row.positionId ?? "")) {
    tries.set(
      positionId,
      countTries(
        own.map((row) => ({
          status: row.status,
          isOurs: row.cancelCode !== null || !row.filled.isZero(),
          because: refusalOf(row.endCode),
          words: row.statusReason,
          at: wallMs(row.updatedWallAt),
          amount: readDecimal(row.amount),
          triggerPrice: row.triggerPrice ? readDecimal(row.triggerPrice) : ZERO,
        })),
      ),
    );
  }
  return tries;
}
