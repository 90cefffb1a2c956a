import { toDate, type WallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import type { KeySite } from "@/server/vault/core/key-site";
import type { OrderTestStatus, OrderTestView, TestLine } from "./core/order-test";

const TESTS_LISTED_MAX = 50;

export type OrderTestRow = Omit<OrderTestView, "askedAt" | "endedAt"> & {
  readonly userId: string;
  readonly orderIds: readonly string[];
  readonly askedAt: Date;
  readonly endedAt: Date | null;
};

/** A person's order tests, the newest first. */
export async function findOrderTests(userId: string): Promise<readonly OrderTestRow[]> {
  const rows = await db.orderTest.findMany({
    where: { userId },
    orderBy: { askedWallAt: "desc" },
    take: TESTS_LISTED_MAX,
  });
  return rows.map(toRow);
}

/** Tests of an account asked for since then that may have sent something. */
export async function findTestsSince(
  at: { readonly userId: string; readonly exchange: ExchangeName; readonly site: KeySite },
  since: WallMs,
): Promise<readonly OrderTestRow[]> {
  const where = { ...at, askedWallAt: { gte: toDate(since) }, status: { not: "asked" } };
  const rows = await db.orderTest.findMany({
    where,
    orderBy: { askedWallAt: "desc" },
    take: TESTS_LISTED_MAX,
  });
  return rows.map(toRow);
}

/** Whether a test of that account waits or runs. */
export async function hasOpenTest(at: {
  userId: string;
  exchange: ExchangeName;
  site: KeySite;
}): Promise<boolean> {
  return (await db.orderTest.count({ where: { ...at, status: { in: ["asked", "running"] } } })) > 0;
}

/** Tests that wait or were left running, the oldest first. */
export async function findOpenTests(): Promise<readonly OrderTestRow[]> {
  const rows = await db.orderTest.findMany({
    where: { status: { in: ["asked", "running"] } },
    orderBy: { askedWallAt: "asc" },
    take: TESTS_LISTED_MAX,
  });
  return rows.map(toRow);
}

export type NewOrderTest = Pick<
  OrderTestRow,
  "testId" | "userId" | "exchange" | "site" | "symbol" | "trades"
> & {
  readonly askedAt: WallMs;
};

export async function saveNewTest(tx: WriteTx, { testId, askedAt, ...columns }: NewOrderTest): Promise<void> {
  await tx.orderTest.create({
    data: { ...columns, id: testId, status: "asked", lines: [], askedWallAt: toDate(askedAt) },
  });
}

/** Moves a test on. Stale when it is not where it was. */
export async function saveTestStep(
  tx: WriteTx,
  testId: string,
  from: OrderTestStatus,
  to: {
    readonly status: OrderTestStatus;
    readonly lines?: readonly TestLine[];
    readonly orderIds?: readonly string[];
    readonly endedAt?: WallMs;
  },
): Promise<void> {
  const { status, lines, orderIds, endedAt } = to;
  const moved = await tx.orderTest.updateMany({
    where: { id: testId, status: from },
    data: {
      status,
      ...(lines && { lines: lines.map((line) => ({ ...line })) }),
      ...(orderIds && { orderIds: [...orderIds] }),
      ...(endedAt !== undefined && { endedWallAt: toDate(endedAt) }),
    },
  });
  if (moved.count !== 1) throw new StaleWrite("The order test");
}

type Stored = NonNullable<Awaited<ReturnType<typeof db.orderTest.findFirst>>>;

const toRow = (row: Stored): OrderTestRow => ({
  testId: row.id,
  userId: row.userId,
  exchange: readExchange(row.exchange),
  site: row.site as KeySite,
  symbol: row.symbol,
  trades: row.trades,
  status: row.status as OrderTestStatus,
  lines: row.lines as unknown as readonly TestLine[],
  orderIds: row.orderIds,
  askedAt: row.askedWallAt,
  endedAt: row.endedWallAt,
});
