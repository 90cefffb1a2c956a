import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import { worstComparison } from "./core/worst-comparison";
import { listBeats } from "./store";

/** The newest comparison of a book's ledger with its venues, the worst of them; null before the first. */
export const lastReconciliation = async (
  userId: string,
  book: Book,
): Promise<{ readonly difference: Decimal; readonly wallAt: WallMs } | null> =>
  worstComparison(await listBeats(), userId, book);
