import type { WriteTx } from "@/server/platform/db";
import type { NewOrder } from "./core/order";
import { saveIntents } from "./store";

/**
 * Writes order intents within the decision's own transaction; answers the orders' ids by client order id. Those of a slot
 * and leg that is written already, or beside a working order, are left out.
 */
export const writeIntents = (
  tx: WriteTx,
  orders: readonly NewOrder[],
): Promise<ReadonlyMap<string, string>> => saveIntents(tx, orders);
