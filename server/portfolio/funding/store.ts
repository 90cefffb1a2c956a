import type { Book } from "@/server/kernel/book";
import { toDate, type WallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { type Decimal, readDecimal, toText } from "@/server/kernel/money";
import { db, type WriteTx } from "@/server/platform/db";
import type { FundingNeed } from "../core/decide-funding";
import type { FundingPlanView } from "../core/funding-view";

const LISTED_MOST = 30;

/** A book's plans: the open ones first, then the newest that ended. */
export async function findPlans(userId: string, book: Book): Promise<readonly FundingPlanView[]> {
  const rows = await db.fundingPlan.findMany({
    where: { userId, book },
    orderBy: [{ endedWallAt: { sort: "desc", nulls: "first" } }, { openedWallAt: "desc" }, { id: "asc" }],
    take: LISTED_MOST,
  });
  return rows.map((row) => ({
    id: row.id,
    from: row.fromPlace,
    to: readExchange(row.toPlace),
    asset: row.asset,
    required: toText(row.required),
    available: toText(row.available),
    deficit: toText(row.deficit),
    status: row.status === "seen" || row.status === "cancelled" ? row.status : "open",
    openedAt: row.openedWallAt.toISOString(),
    lookedAt: row.lookedWallAt.toISOString(),
    endedAt: row.endedWallAt?.toISOString() ?? null,
  }));
}

/** The open plans of a book. */
export async function findOpenPlans(userId: string, book: Book) {
  const rows = await db.fundingPlan.findMany({ where: { userId, book, status: "open" } });
  return rows.map((row) => ({
    id: row.id,
    exchange: readExchange(row.toPlace),
    asset: row.asset,
    required: readDecimal(row.required),
    available: readDecimal(row.available),
    openedAt: row.openedWallAt,
  }));
}

type Figures = { readonly need: FundingNeed; readonly deficit: Decimal; readonly at: WallMs };
const figuresOf = ({ need, deficit, at }: Figures) => ({
  asset: need.asset,
  required: toText(need.required),
  available: toText(need.available),
  deficit: toText(deficit),
  lookedWallAt: toDate(at),
});

/** Opens a plan; another look at the same moment may have done it. */
export async function saveOpened(
  tx: WriteTx,
  plan: Figures & {
    readonly userId: string;
    readonly book: Book;
    readonly from: string;
    readonly to: ExchangeName;
  },
): Promise<void> {
  const { userId, book, from, to, at } = plan;
  await tx.fundingPlan.createMany({
    data: [
      {
        userId,
        book,
        fromPlace: from,
        toPlace: to,
        status: "open",
        openedWallAt: toDate(at),
        ...figuresOf(plan),
      },
    ],
    skipDuplicates: true,
  });
}

export async function saveKept(tx: WriteTx, id: string, figures: Figures): Promise<void> {
  await tx.fundingPlan.updateMany({ where: { id, status: "open" }, data: figuresOf(figures) });
}

export async function saveEnded(
  tx: WriteTx,
  id: string,
  status: "seen" | "cancelled",
  figures: Figures,
): Promise<void> {
  const data = { status, endedWallAt: toDate(figures.at), ...figuresOf(figures) };
  await tx.fundingPlan.updateMany({ where: { id, status: "open" }, data });
}

/** Removes what ended before then. */
export async function removeEnded(tx: WriteTx, userId: string, before: WallMs): Promise<void> {
  await tx.fundingPlan.deleteMany({ where: { userId, endedWallAt: { lt: toDate(before) } } });
}
