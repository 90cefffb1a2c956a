// Reading only: decisions, acted and skipped, in the order a page shows them.
import { Prisma } from "@/prisma/generated/client";
import type { DecisionView } from "@/server/decisions/core/decision-view";
import { makeWhole } from "@/server/decisions/make-whole";
import { type MarketMs, marketMs, wallMs } from "@/server/kernel/clock";
import { readDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { refusalCodes } from "@/server/risk/core/refusal-codes";
import type { DecisionAction } from "../core/list-filters";

export type DecisionFilter = {
  readonly userId: string;
  readonly botId?: string;
  readonly action: DecisionAction;
  readonly reasonCode?: string;
};

export type DecisionCursor = { readonly slotAt: MarketMs; readonly decisionId: string };

type Page = {
  readonly after: DecisionCursor | null;
  readonly order: "newest" | "oldest";
  readonly limit: number;
};

/**
 * The ids of a page after a cursor: by slot, of the same slot by id.
 *
 * Each book is read in its index's own order and stopped at `limit`; one bot's decisions in the order of its own.
 */
export function pageIdsSql(q: DecisionFilter & Page): Prisma.Sql {
  const order = orderOf(q);
  const page = Prisma.sql`${matching(q)} ${afterCursor(q)} ORDER BY ${order} LIMIT ${q.limit}`;
  return q.botId
    ? Prisma.sql`SELECT "id", "slotAt" FROM "decision" WHERE "botId" = ${q.botId}::uuid AND "userId" = ${q.userId}::uuid ${page}`
    : Prisma.sql`SELECT found."id", found."slotAt" FROM unnest(enum_range(NULL::"Book")) AS books(book) CROSS JOIN LATERAL (
        SELECT "id", "slotAt" FROM "decision" WHERE "userId" = ${q.userId}::uuid AND "book" = books.book ${page}) AS found
      ORDER BY ${order} LIMIT ${q.limit}`;
}

// the index reads backwards as a whole: oldest first has the ids falling
const orderOf = ({ order }: Page): Prisma.Sql =>
  order === "newest" ? Prisma.sql`"slotAt" DESC, "id" ASC` : Prisma.sql`"slotAt" ASC, "id" DESC`;

/** A page of decisions after a cursor, whole. */
export async function findDecisions(q: DecisionFilter & Page): Promise<readonly DecisionRecord[]> {
  const page = await db.$queryRaw<{ id: string }[]>`SELECT "id"::text FROM (${pageIdsSql(q)}) AS page`;
  const rows = await db.decision.findMany({ where: { id: { in: page.map(({ id }) => id) } } });
  const records = new Map((await makeWhole(rows)).map((row) => [row.id, toRecord(row)]));
  return page.flatMap(({ id }) => records.get(id) ?? []);
}

/** How many there are, counted up to `countMax`, in the order of an index as the pages are read. */
export async function countDecisions(q: DecisionFilter, countMax: number): Promise<number> {
  const counted = Prisma.sql`${matching(q)} ORDER BY "slotAt" DESC LIMIT ${countMax}`;
  const found = q.botId
    ? Prisma.sql`SELECT 1 FROM "decision" WHERE "botId" = ${q.botId}::uuid AND "userId" = ${q.userId}::uuid ${counted}`
    : Prisma.sql`SELECT 1 FROM unnest(enum_range(NULL::"Book")) AS books(book) CROSS JOIN LATERAL (
        SELECT 1 FROM "decision" WHERE "userId" = ${q.userId}::uuid AND "book" = books.book ${counted}) AS found`;
  const rows = await db.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM (${found}) AS counted`;
  return Math.min(countMax, Number(rows[0]?.count ?? 0));
}

/** Reason codes among the newest decisions, the most frequent first. */
export async function countReasons(userId: string, newest: number) {
  const rows = await db.$queryRaw<{ reasonCode: string; count: bigint }[]>`
    SELECT found."reasonCode", sum(found."count") AS count FROM unnest(enum_range(NULL::"Book")) AS books(book) CROSS JOIN LATERAL (
      SELECT "reasonCode", "count" FROM "decision" WHERE "userId" = ${userId}::uuid AND "book" = books.book
      ORDER BY "slotAt" DESC, "id" LIMIT ${newest}) AS found
    GROUP BY 1 ORDER BY 2 DESC, 1`;
  return rows.map(({ reasonCode, count }) => ({ reasonCode, count: Number(count) }));
}

/** One decision of that user with everything it recorded; null when it is not theirs. */
export async function findDecisionRecord(decisionId: string, userId: string): Promise<DecisionRecord | null> {
  const [row] = await makeWhole(await db.decision.findMany({ where: { id: decisionId, userId } }));
  return row ? toRecord(row) : null;
}

const toRecord = (row: Prisma.DecisionGetPayload<Record<string, never>>) => ({
  decisionId: row.id,
  botId: row.botId,
  book: row.book,
  marketKind: row.marketKind,
  slotAt: marketMs(row.slotAt),
  wallAt: wallMs(row.wallAt),
  action: row.action as DecisionView["action"],
  reasonCode: row.reasonCode,
  score: row.score && readDecimal(row.score),
  count: row.count,
  firstSlotAt: row.firstSlotAt && marketMs(row.firstSlotAt),
  inputs: row.inputs as unknown,
  outcome: row.outcome as unknown,
});

export type DecisionRecord = ReturnType<typeof toRecord>;

/** The order a decision led to, with its first fill. */
export async function findDecisionOrder(decisionId: string, userId: string) {
  const row = await db.order.findFirst({
    where: { decisionId, userId },
    include: { fills: { orderBy: [{ wallAt: "asc" }, { id: "asc" }], take: 1, select: { id: true } } },
  });
  if (!row) return null;
  const { clientOrderId, status, side, base } = row;
  return {
    clientOrderId,
    status,
    side,
    base,
    amount: row.amount.toFixed(),
    fillId: row.fills[0]?.id ?? null,
  };
}

function matching({ action, reasonCode }: DecisionFilter): Prisma.Sql {
  // word for word as the partial index has it
  const acted = action === "acted" ? Prisma.sql`AND "action" <> 'skip'` : Prisma.empty;
  const skipped = action === "skipped" ? Prisma.sql`AND "action" = 'skip'` : Prisma.empty;
  const refused =
    action === "refused"
      ? Prisma.sql`AND "action" = 'skip' AND "reasonCode" = ANY(${[...refusalCodes]}::text[]) AND "reasonCode" NOT IN ('no_signal', 'in_position')`
      : Prisma.empty;
  return Prisma.sql`${acted} ${skipped} ${refused} ${ofReason(reasonCode)}`;
}

const EVERYDAY = new Set(["no_signal", "in_position"]);

function ofReason(reasonCode: string | undefined): Prisma.Sql {
  if (reasonCode === undefined) return Prisma.empty;
  // word for word as the partial index has it
  const seldom = EVERYDAY.has(reasonCode)
    ? Prisma.empty
    : Prisma.sql`AND "reasonCode" NOT IN ('no_signal', 'in_position')`;
  return Prisma.sql`AND "reasonCode" = ${reasonCode} ${seldom}`;
}

function afterCursor({ after, order }: Page): Prisma.Sql {
  if (!after) return Prisma.empty;
  const slotAt = Prisma.sql`${new Date(after.slotAt)}::timestamptz`;
  const id = Prisma.sql`${after.decisionId}::uuid`;
  return order === "newest"
    ? Prisma.sql`AND "slotAt" <= ${slotAt} AND ("slotAt" < ${slotAt} OR "id" > ${id})`
    : Prisma.sql`AND "slotAt" >= ${slotAt} AND ("slotAt" > ${slotAt} OR "id" < ${id})`;
}
