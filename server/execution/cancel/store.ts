import { atVenueStatuses } from "@/server/kernel/order-statuses";
import { db, type WriteTx } from "@/server/platform/db";
import type { EndCode } from "../core/end-code";

type Resting = {
  readonly botId: string;
  readonly symbol: string;
  readonly purpose: "entry" | "exit";
  readonly positionId?: string;
  readonly type?: "limit";
};

const unasked = (resting: Resting) => ({
  ...resting,
  status: { in: [...atVenueStatuses] },
  cancelCode: null,
});

/** Orders at their venue whose cancel nobody has asked for yet. */
export const countUnasked = (resting: Resting): Promise<number> =>
  db.order.count({ where: unasked(resting) });

/** Asks for the cancel of orders at their venue; the first reason stays. Answers how many were asked. */
export async function saveCancelsAsked(tx: WriteTx, resting: Resting, code: EndCode): Promise<number> {
  const { count } = await tx.order.updateMany({ where: unasked(resting), data: { cancelCode: code } });
  return count;
}

/** Asks for the cancel of what rests of the entries of these bots in these markets. */
export async function saveEntryCancelsAsked(
  tx: WriteTx,
  markets: readonly { readonly botId: string; readonly symbol: string }[],
  code: EndCode,
): Promise<void> {
  if (markets.length === 0) return;
  await tx.$executeRaw`
    UPDATE "orders" SET "cancelCode" = ${code} WHERE "id" IN (
      SELECT o."id" FROM "orders" o
      JOIN unnest(${markets.map(({ botId }) => botId)}::uuid[], ${markets.map(({ symbol }) => symbol)}::text[])
        AS market(bot, symbol) ON o."botId" = market.bot AND o."symbol" = market.symbol
      WHERE o."purpose" = 'entry' AND o."status" = ANY(${[...atVenueStatuses]}::"OrderStatus"[]) AND o."cancelCode" IS NULL
      ORDER BY o."id" FOR UPDATE OF o)`;
}

/** The same for one order. */
export async function saveCancelAsked(tx: WriteTx, orderId: string, code: EndCode): Promise<boolean> {
  const where = { id: orderId, status: { in: [...atVenueStatuses] }, cancelCode: null };
  return (await tx.order.updateMany({ where, data: { cancelCode: code } })).count === 1;
}
