// Orders taken in: what accounts have free, and what orders hold back of it, many at once.
import type { OrderRequest, VenueAccount, VenueOrder } from "@/server/exchange/core/exchange-port";
import { type MarketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import type { RecordTx } from "@/server/platform/db";

/** One asset of one account, and an amount of it. */
type Asset = VenueAccount & { readonly asset: string };
export type BalanceMove = Asset & { readonly free: Decimal; readonly used: Decimal };

export const assetKey = ({ userId, book, venue, asset }: Asset): string =>
  `${userId} ${book} ${venue} ${asset}`;

/** Free money of these assets by their key, with the rows locked, always in the same order. */
export async function lockFreeOf(
  tx: RecordTx,
  assets: readonly Asset[],
): Promise<ReadonlyMap<string, Decimal>> {
  const of = (field: keyof Asset) => assets.map((asset) => asset[field]);
  const rows = await tx.$queryRaw<(Asset & { readonly free: { toFixed(): string } })[]>`
    SELECT b."userId", b."book", b."venue", b."asset", b."free" FROM "paper_balance" b
    WHERE (b."userId", b."book"::text, b."venue", b."asset") IN (SELECT * FROM unnest(${of("userId")}::uuid[],
      ${of("book")}::text[], ${of("venue")}::text[], ${of("asset")}::text[]))
    ORDER BY b."userId", b."book", b."venue", b."asset" FOR UPDATE OF b`;
  return new Map(rows.map((row) => [assetKey(row), readDecimal(row.free)]));
}

export type TakenOrder = {
  readonly request: OrderRequest;
  readonly held: Decimal;
  readonly status: VenueOrder["status"];
  readonly reason: string;
  readonly at: MarketMs;
  readonly matchAt: MarketMs;
};

/** Writes orders and what they move of the locked balances, in one statement. Answers the venue's ids in their order. */
export async function saveTaken(
  tx: RecordTx,
  orders: readonly TakenOrder[],
  moves: readonly BalanceMove[],
): Promise<readonly string[]> {
  if (orders.length === 0) return [];
  const of = <T>(field: (order: TakenOrder) => T) => orders.map(field);
  const ofMove = <T>(field: (move: BalanceMove) => T) => moves.map(field);
  const rows = await tx.$queryRaw<{ id: string; clientOrderId: string; moved: number }[]>`
    WITH moved AS (
      UPDATE "paper_balance" b SET "free" = b."free" + m.free, "used" = b."used" + m.used
      FROM unnest(${ofMove(({ userId }) => userId)}::uuid[], ${ofMove(({ book }) => book)}::text[],
        ${ofMove(({ venue }) => venue)}::text[], ${ofMove(({ asset }) => asset)}::text[],
        ${ofMove(({ free }) => free.toFixed())}::numeric[], ${ofMove(({ used }) => used.toFixed())}::numeric[])
        AS m(owner, book, venue, asset, free, used)
      WHERE b."userId" = m.owner AND b."book" = m.book::"Book" AND b."venue" = m.venue AND b."asset" = m.asset
      RETURNING b."asset"),
    taken AS (
      INSERT INTO "paper_order" ("userId", "book", "venue", "symbol", "clientOrderId", "side", "type", "postOnly",
        "limitPrice", "stopPrice", "amount", "held", "status", "reason", "matchMarketAt", "marketAt")
      SELECT owner, book::"Book", venue, symbol, client, side::"Side", type, post_only, limit_price, stop_price, amount,
        held, status, reason, match_at, at
      FROM unnest(${of(({ request }) => request.userId)}::uuid[], ${of(({ request }) => request.book)}::text[],
        ${of(({ request }) => request.venue)}::text[], ${of(({ request }) => request.symbol)}::text[],
        ${of(({ request }) => request.clientOrderId)}::text[], ${of(({ request }) => request.side)}::text[],
        ${of(({ request }) => request.type)}::text[], ${of(({ request }) => request.postOnly)}::boolean[],
        ${of(({ request }) => request.limitPrice?.toFixed() ?? null)}::numeric[],
        ${of(({ request }) => (request.triggerPrice ?? request.stopPrice)?.toFixed() ?? null)}::numeric[],
        ${of(({ request }) => request.amount.toFixed())}::numeric[], ${of(({ held }) => held.toFixed())}::numeric[],
        ${of(({ status }) => status)}::text[], ${of(({ reason }) => reason)}::text[],
        ${of(({ matchAt }) => toDate(matchAt))}::timestamptz[], ${of(({ at }) => toDate(at))}::timestamptz[])
        WITH ORDINALITY AS t(owner, book, venue, symbol, client, side, type, post_only, limit_price, stop_price, amount, held,
          status, reason, match_at, at, place)
      ORDER BY place RETURNING "id", "clientOrderId")
    SELECT "id", "clientOrderId", (SELECT count(*)::int FROM moved) AS moved FROM taken`;
  invariant(rows[0]?.moved === moves.length, "what an order holds back was there");
  const ids = new Map(rows.map(({ id, clientOrderId }) => [clientOrderId, id]));
  return orders.map(({ request }) => ids.get(request.clientOrderId) ?? "");
}
