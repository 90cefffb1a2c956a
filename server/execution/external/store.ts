import { Prisma } from "@/prisma/generated/client";
import type { AccountTrade, OpenOrder, VenueAccount } from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { atVenueStatuses, endedStatuses, type OrderStatus } from "@/server/kernel/order-statuses";
import { type OrderType, readOrderType } from "@/server/kernel/order-types";
import { db, type WriteTx } from "@/server/platform/db";
import type { LineMemory, PlannedLine } from "../core/plan-line";

export type StoredLine = LineMemory & {
  readonly asset: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** when it was first compared */
  readonly sinceMarketAt: MarketMs;
  readonly comparedMarketAt: MarketMs;
  readonly comparedWallAt: WallMs;
};

const accountOf = ({ userId, book, venue }: VenueAccount) => ({ userId, book, venue });
const wallOf = (at: Date | null) => at && wallMs(at);

function toLine(row: Prisma.AccountLineGetPayload<Record<string, never>>): StoredLine & VenueAccount {
  const [ours, theirs] = [readDecimal(row.ours), readDecimal(row.theirs)];
  return {
    userId: row.userId,
    book: row.book,
    venue: row.venue,
    asset: row.asset,
    ours,
    theirs,
    difference: theirs.minus(ours),
    accepted: readDecimal(row.accepted),
    differsAt: wallOf(row.differsWallAt),
    steadyAt: wallOf(row.steadyWallAt),
    heldAt: wallOf(row.heldWallAt),
    sinceMarketAt: marketMs(row.sinceMarketAt),
    comparedMarketAt: marketMs(row.comparedMarketAt),
    comparedWallAt: wallMs(row.comparedWallAt),
  };
}

/** The lines of one account, or of all of a user's. */
export async function findLines(
  q: VenueAccount | { readonly userId: string },
): Promise<readonly (StoredLine & VenueAccount)[]> {
  const where = "venue" in q ? accountOf(q) : { userId: q.userId };
  const rows = await db.accountLine.findMany({ where, orderBy: [{ venue: "asc" }, { asset: "asc" }] });
  return rows.map(toLine);
}

/** Every account that was ever compared with its venue. */
export const findComparedAccounts = (): Promise<readonly VenueAccount[]> =>
  db.accountLine.findMany({
    distinct: ["userId", "book", "venue"],
    select: { userId: true, book: true, venue: true },
  });

/** The lines of an account that hold entries, locked. */
export async function lockHeldLines(tx: WriteTx, account: VenueAccount): Promise<readonly StoredLine[]> {
  const { userId, book, venue } = account;
  await tx.$queryRaw`SELECT 1 FROM "account_line" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book"
    AND "venue" = ${venue} FOR UPDATE`;
  const where = { ...accountOf(account), heldWallAt: { not: null } };
  return (await tx.accountLine.findMany({ where, orderBy: { asset: "asc" } })).map(toLine);
}

type Times = { readonly marketNow: MarketMs; readonly wallNow: WallMs };

/** Writes what was compared; an acknowledgement that came meanwhile stays. */
export async function saveLines(
  tx: WriteTx,
  { userId, book, venue }: VenueAccount,
  lines: readonly PlannedLine[],
  { marketNow, wallNow }: Times,
): Promise<void> {
  const of = <T>(field: (line: PlannedLine) => T) => lines.map(field);
  const dateOf = (at: WallMs | null) => at && toDate(at);
  await tx.$executeRaw`
    INSERT INTO "account_line" ("userId", "book", "venue", "asset", "ours", "theirs", "accepted", "differsWallAt",
      "steadyWallAt", "heldWallAt", "sinceMarketAt", "comparedMarketAt", "comparedWallAt")
    SELECT ${userId}::uuid, ${book}::"Book", ${venue}, asset, ours, theirs, accepted, differs, steady, held,
      ${toDate(marketNow)}, ${toDate(marketNow)}, ${toDate(wallNow)}
    FROM unnest(${of(({ asset }) => asset)}::text[], ${of(({ ours }) => ours.toFixed())}::numeric[],
      ${of(({ theirs }) => theirs.toFixed())}::numeric[], ${of(({ accepted }) => accepted.toFixed())}::numeric[],
      ${of(({ differsAt }) => dateOf(differsAt))}::timestamptz[], ${of(({ steadyAt }) => dateOf(steadyAt))}::timestamptz[],
      ${of(({ heldAt }) => dateOf(heldAt))}::timestamptz[]) AS t(asset, ours, theirs, accepted, differs, steady, held)
    ORDER BY asset
    ON CONFLICT ("userId", "book", "venue", "asset") DO UPDATE SET "ours" = EXCLUDED."ours", "theirs" = EXCLUDED."theirs",
      "differsWallAt" = EXCLUDED."differsWallAt", "steadyWallAt" = EXCLUDED."steadyWallAt",
      "heldWallAt" = EXCLUDED."heldWallAt", "comparedMarketAt" = EXCLUDED."comparedMarketAt",
      "comparedWallAt" = EXCLUDED."comparedWallAt"`;
}

/** What the owner knows of from now on: part of it taken over by the ledger, the rest accepted as it is. */
export async function saveAccepted(
  tx: WriteTx,
  account: VenueAccount,
  {
    asset,
    booked,
    accepted,
  }: { readonly asset: string; readonly booked: Decimal; readonly accepted: Decimal },
): Promise<void> {
  await tx.accountLine.updateMany({
    where: { ...accountOf(account), asset },
    data: {
      ours: { increment: booked.toFixed() },
      accepted: accepted.toFixed(),
      differsWallAt: null,
      steadyWallAt: null,
      heldWallAt: null,
    },
  });
}

export type Foreign =
  | { readonly kind: "order"; readonly order: OpenOrder }
  | { readonly kind: "trade"; readonly trade: AccountTrade };

/** Writes what nobody here wrote; answers what of it is new. */
export async function saveForeign(
  tx: WriteTx,
  account: VenueAccount,
  foreign: readonly Foreign[],
  { marketNow, wallNow }: Times,
): Promise<readonly ExternalRow[]> {
  if (foreign.length === 0) return [];
  const rows = await tx.externalActivity.createManyAndReturn({
    data: foreign.map((one) => ({
      ...accountOf(account),
      ...(one.kind === "order" ? ofOrder(one.order, marketNow) : ofTrade(one.trade)),
      kind: one.kind,
      seenWallAt: toDate(wallNow),
    })),
    skipDuplicates: true,
  });
  return rows.map(toExternal);
}

const ofOrder = ({ venueOrderId, symbol, filled, averagePrice }: OpenOrder, at: MarketMs) => ({
  venueRef: venueOrderId,
  venueOrderId,
  symbol,
  amount: filled.toFixed(),
  price: averagePrice?.toFixed() ?? null,
  marketAt: toDate(at),
});

const ofTrade = ({ venueTradeId, venueOrderId, symbol, amount, price, fee, at }: AccountTrade) => ({
  venueRef: venueTradeId,
  venueOrderId,
  symbol,
  amount: amount.toFixed(),
  price: price.toFixed(),
  fee: fee.amount.toFixed(),
  feeAsset: fee.asset,
  marketAt: toDate(at),
});

export type ExternalRow = VenueAccount & {
  readonly id: string;
  readonly kind: "order" | "trade";
  readonly venueRef: string;
  readonly venueOrderId: string;
  readonly symbol: string;
  readonly amount: Decimal;
  readonly price: Decimal | null;
  readonly fee: Decimal | null;
  readonly feeAsset: string;
  readonly marketAt: MarketMs;
  readonly seenAt: WallMs;
  readonly acknowledgedAt: WallMs | null;
};

const toExternal = (row: Prisma.ExternalActivityGetPayload<Record<string, never>>): ExternalRow => ({
  id: row.id,
  userId: row.userId,
  book: row.book,
  venue: row.venue,
  kind: row.kind === "order" ? "order" : "trade",
  venueRef: row.venueRef,
  venueOrderId: row.venueOrderId,
  symbol: row.symbol,
  amount: readDecimal(row.amount),
  price: row.price && readDecimal(row.price),
  fee: row.fee && readDecimal(row.fee),
  feeAsset: row.feeAsset,
  marketAt: marketMs(row.marketAt),
  seenAt: wallMs(row.seenWallAt),
  acknowledgedAt: wallOf(row.acknowledgedWallAt),
});

/** Newest first. */
export async function findExternal(userId: string, limit: number): Promise<readonly ExternalRow[]> {
  const orderBy = [{ seenWallAt: "desc" as const }, { id: "asc" as const }];
  return (await db.externalActivity.findMany({ where: { userId }, orderBy, take: limit })).map(toExternal);
}

/** How many of an account nobody has acknowledged. */
export const countUnacknowledged = (account: VenueAccount): Promise<number> =>
  db.externalActivity.count({ where: { ...accountOf(account), acknowledgedWallAt: null } });

export async function saveAcknowledged(tx: WriteTx, account: VenueAccount, at: WallMs): Promise<number> {
  const where = { ...accountOf(account), acknowledgedWallAt: null };
  return (await tx.externalActivity.updateMany({ where, data: { acknowledgedWallAt: toDate(at) } })).count;
}

/** Assets and markets whose entries are held, by account. */
export const heldSql = (userIds: readonly string[]): Prisma.Sql => Prisma.sql`
    SELECT "userId"::text AS "userId", "book"::text AS book, "venue", "asset" AS what FROM "account_line"
    WHERE "userId" = ANY(${[...userIds]}::uuid[]) AND "heldWallAt" IS NOT NULL
    UNION SELECT "userId"::text, "book"::text, "venue", "symbol" FROM "external_activity"
    WHERE "userId" = ANY(${[...userIds]}::uuid[]) AND "acknowledgedWallAt" IS NULL`;

/** Accounts of everybody in which a line is held or something foreign is not acknowledged. */
export const findWaitingAccounts = (): Promise<readonly VenueAccount[]> =>
  db.$queryRaw<VenueAccount[]>`
    SELECT "userId"::text AS "userId", "book"::text AS book, "venue" FROM "account_line" WHERE "heldWallAt" IS NOT NULL
    UNION SELECT "userId"::text, "book"::text, "venue" FROM "external_activity" WHERE "acknowledgedWallAt" IS NULL`;

export type OwnOrder = {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly status: OrderStatus;
  readonly venueOrderId: string | null;
  readonly type: OrderType;
};

const OWN = { symbol: true, base: true, quote: true, status: true, venueOrderId: true, type: true } as const;

/** Markets in which an account had orders since that instant (market clock). */
export async function findTradedSymbols(account: VenueAccount, since: MarketMs): Promise<readonly string[]> {
  const where = { ...accountOf(account), marketAt: { gte: toDate(since) } };
  const rows = await db.order.groupBy({ by: ["symbol"], where });
  return rows.map(({ symbol }) => symbol);
}

/** Orders of an account that may have made one of these trades: by the venue's ids, at work, or ended since then. */
export async function findOwnOrders(
  account: VenueAccount,
  venueOrderIds: readonly string[],
  endedSince: WallMs,
): Promise<readonly OwnOrder[]> {
  const rows = await db.order.findMany({
    where: {
      ...accountOf(account),
      OR: [
        { venueOrderId: { in: [...venueOrderIds] } },
        { status: { in: [...atVenueStatuses] } },
        {
          venueOrderId: null,
          fencingToken: { not: null },
          status: { in: [...endedStatuses] },
          updatedWallAt: { gte: toDate(endedSince) },
        },
      ],
    },
    select: OWN,
  });
  return rows.map((row) => ({ ...row, type: readOrderType(row.type) }));
}
