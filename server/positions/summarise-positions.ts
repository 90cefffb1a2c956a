import type { OpenPosition } from "./core/open-position";
import { findTotals } from "./store";

/** Totals of one book per quote currency; currencies are never summed. */
export const summarisePositions = (q: { userId: string; book: OpenPosition["book"] }) =>
  findTotals(q.userId, q.book);
