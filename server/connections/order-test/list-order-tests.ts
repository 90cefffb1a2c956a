import type { OrderTestView } from "../core/order-test";
import { findOrderTests } from "../store";

/** A person's order tests with their protocols, the newest first. */
export async function listOrderTests(userId: string): Promise<readonly OrderTestView[]> {
  const rows = await findOrderTests(userId);
  return rows.map(({ userId: _, orderIds: _ids, askedAt, endedAt, ...view }) => ({
    ...view,
    askedAt: askedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }));
}
