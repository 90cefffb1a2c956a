import { readDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import type { FilledOrder } from "../core/holding-facts";

/** The filled orders of open positions, by position, oldest first. */
export async function findFilledOrders(
  positionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FilledOrder[]>> {
  if (positionIds.length === 0) return new Map();
  const rows = await db.order.findMany({
    where: { positionId: { in: [...positionIds] }, filled: { gt: 0 } },
    select: { positionId: true, purpose: true, filled: true, filledQuote: true },
    orderBy: [{ wallAt: "asc" }, { id: "asc" }],
  });
  const filledOrders = rows.map(({ positionId, purpose, filled, filledQuote }) => ({
    positionId: positionId ?? "",
    purpose,
    price: readDecimal(filledQuote).div(readDecimal(filled)),
  }));
  return Map.groupBy(filledOrders, (filledOrder) => filledOrder.positionId);
}
