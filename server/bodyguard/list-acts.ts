import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { Detection } from "./core/detection";
import { findActs } from "./store/detections";

/** What the bodyguard did in a book from an instant of the market clock to another, oldest first, `most` at most. */
export const listActs = (q: {
  readonly userId: string;
  readonly book: Book;
  readonly from: MarketMs;
  readonly until: MarketMs;
  readonly most: number;
}): Promise<readonly Detection[]> => findActs(q, q, q.most);
