import { type MarketMs, toDate } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toText, ZERO } from "@/server/kernel/money";
import { entryPriceOf } from "./core/apply-fill";
import type { ClosedPositionView, ClosedTotalView } from "./core/position-record";
import {
  type ClosedCursor,
  type ClosedPosition,
  findClosedPositions,
  findHoldingSpans,
  sumClosedPositions,
} from "./store/positions";

export type ClosedQuery = {
  readonly userId: string;
  readonly botId?: string;
  readonly exchange?: ExchangeName;
  readonly sort?: "closed" | "realised";
  readonly descending?: boolean;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** A closed position without what other folders know of it. */
export type ClosedRow = Omit<ClosedPositionView, "botName" | "marketKind">;

export type ClosedRows = {
  readonly positions: readonly ClosedRow[];
  readonly totals: readonly ClosedTotalView[] | null;
  readonly total: number | null;
  readonly nextCursor: string | null;
};

const LIMIT_MAX = 1_000;
const RATIO_DECIMALS = 8;

/**
 * One page of closed positions; the first with the totals of all that match, per book and currency.
 *
 * The order is stable; what closes while one reads on comes before the first page of the newest. A cursor that is not
 * one of ours, or of another order, starts at the beginning.
 */
export async function listClosedPositions(q: ClosedQuery): Promise<ClosedRows> {
  const { cursor, sort = "closed", descending = true, ...filter } = q;
  const limit = Math.min(Math.max(q.limit, 1), LIMIT_MAX);
  const after = cursor === undefined ? null : fromCursorText(cursor, sort);
  const [found, sums] = await Promise.all([
    findClosedPositions({ ...filter, sort, descending, after, limit: limit + 1 }),
    cursor === undefined ? sumClosedPositions(filter) : null,
  ]);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    positions: rows.map(toClosedRow),
    totals: sums?.map(toTotalView) ?? null,
    total: sums?.reduce((count, { closed }) => count + closed, 0) ?? null,
    nextCursor: found.length > limit && last ? toCursorText(last, sort) : null,
  };
}

type ClosedSum = Awaited<ReturnType<typeof sumClosedPositions>>[number];

const toTotalView = ({ book, quote, closed, wins, realised, fees }: ClosedSum): ClosedTotalView => ({
  book,
  currency: quote,
  closed,
  wins,
  realised: toText(realised),
  fees: toText(fees),
});

/** When a bot held something since an instant of the market clock, newest first; an open end is null. */
export const listHoldingSpans = (q: { userId: string; botId: string; from: MarketMs; limit: number }) =>
  findHoldingSpans(q);

function toClosedRow(row: ClosedPosition): ClosedRow {
  const paid = row.boughtQuote;
  const { positionId, botId, book, exchange, symbol, base, quote } = row;
  return {
    positionId,
    botId,
    book,
    exchange,
    symbol,
    base,
    quote,
    amount: toText(row.boughtAmount),
    entryPrice: toText(entryPriceOf(row)),
    exitPrice: row.soldAmount.isZero()
      ? null
      : toText(entryPriceOf({ boughtAmount: row.soldAmount, boughtQuote: row.soldQuote })),
    fees: toText(row.feesQuote),
    realised: toText(row.realised),
    realisedRatio: toText((paid.isZero() ? ZERO : row.realised.div(paid)).toDecimalPlaces(RATIO_DECIMALS)),
    dust: toText(row.amount),
    dustCost: toText(row.cost),
    exitReason: row.exitReason ?? "unknown",
    openedMarketAt: toDate(row.openedMarketAt).toISOString(),
    closedMarketAt: toDate(row.closedMarketAt).toISOString(),
    closedWallAt: toDate(row.closedWallAt).toISOString(),
  };
}

const FORM =
  /^(closed|realised)_(-?\d{1,20}(?:\.\d{1,18})?)_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

const toCursorText = (row: ClosedPosition, sort: "closed" | "realised"): string =>
  `${sort}_${sort === "closed" ? row.closedWallAt : toText(row.realised)}_${row.positionId}`;

/** Whether a text leads to a page of this order. */
export const isPositionCursor = (text: string, sort: "closed" | "realised"): boolean =>
  fromCursorText(text, sort) !== null;

function fromCursorText(text: string, sort: string): ClosedCursor | null {
  const [, sorted, key, positionId] = FORM.exec(text) ?? [];
  if (sorted !== sort || !key || !positionId) return null;
  return sort === "closed" && !/^\d{1,15}$/.test(key) ? null : { key, positionId };
}
