import type { Book } from "@/server/kernel/book";
import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";

export type StoredLine = {
  readonly botId: string;
  readonly venue: string;
  readonly asset: string;
  readonly given: Decimal;
  readonly received: Decimal;
};

export type StoredRebalance = {
  readonly id: string;
  readonly book: Book;
  readonly wallAt: Date;
  readonly revertedAt: Date | null;
  readonly lines: readonly StoredLine[];
};

const include = { lines: { orderBy: { botId: "asc" as const } } };
type Row = Awaited<ReturnType<typeof findRows>>[number];
const findRows = (userId: string, book: Book, take: number) =>
  db.profitRebalance.findMany({ where: { userId, book }, include, orderBy: { wallAt: "desc" }, take });

const toRebalance = ({ id, book, wallAt, revertedWallAt, lines }: Row): StoredRebalance => ({
  id,
  book,
  wallAt,
  revertedAt: revertedWallAt,
  lines: lines.map(({ botId, venue, asset, given, received }) => ({
    botId,
    venue,
    asset,
    given: readDecimal(given),
    received: readDecimal(received),
  })),
});

/** The newest of a book. */
export const findRebalances = async (userId: string, book: Book, take: number) =>
  (await findRows(userId, book, take)).map(toRebalance);

export async function findRebalance(userId: string, id: string): Promise<StoredRebalance | null> {
  const row = await db.profitRebalance.findFirst({ where: { id, userId }, include });
  return row && toRebalance(row);
}

/** What each bot gave at each venue, all that were not reverted together; by "bot venue asset". */
export async function sumGiven(userId: string, book: Book): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await db.profitRebalanceLine.groupBy({
    by: ["botId", "venue", "asset"],
    where: { rebalance: { userId, book, revertedWallAt: null } },
    _sum: { given: true },
  });
  return new Map(
    rows.flatMap(({ botId, venue, asset, _sum }) =>
      _sum.given ? [[`${botId} ${venue} ${asset}`, readDecimal(_sum.given)] as const] : [],
    ),
  );
}

export type NewRebalance = {
  readonly id: string;
  readonly userId: string;
  readonly book: Book;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
  readonly lines: readonly StoredLine[];
};

export async function saveRebalance(tx: WriteTx, one: NewRebalance): Promise<void> {
  const { id, userId, book, marketAt, wallAt, lines } = one;
  await tx.profitRebalance.create({
    data: { id, userId, book, marketAt: toDate(marketAt), wallAt: toDate(wallAt) },
  });
  await tx.profitRebalanceLine.createMany({
    data: lines.map(({ given, received, ...line }) => ({
      ...line,
      rebalanceId: id,
      given: given.toFixed(),
      received: received.toFixed(),
    })),
  });
}

/** Stale where it was reverted meanwhile. */
export async function saveReverted(tx: WriteTx, userId: string, id: string, at: WallMs): Promise<void> {
  const where = { id, userId, revertedWallAt: null };
  const written = await tx.profitRebalance.updateMany({ where, data: { revertedWallAt: toDate(at) } });
  if (written.count !== 1) throw new StaleWrite("The rebalance");
}
