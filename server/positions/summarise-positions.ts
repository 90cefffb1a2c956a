import type { ReadTx } from "@/server/platform/db";
import type { OpenPosition } from "./core/open-position";
import { findTotals } from "./store/records";

/** What the positions of a book came to, per bot and market, with the dust they left; currencies are never summed. */
export const summarisePositions = (q: { userId: string; book: OpenPosition["book"] }, from?: ReadTx) =>
  findTotals(q.userId, q.book, from);
