import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import { type Decimal, decimalText, toDecimal } from "@/server/kernel/money";
import type { BeatFact } from "./beat-fact";

/**
 * The comparison of a ledger with its venues that differs most among a user's books, or in one of them; of equal ones
 * the oldest, so that a venue nobody could compare is seen. Each venue tells its own: reconcile:<user>:<book>:<venue>.
 * What a whole book told (in times before) counts as long as none of its venues has told.
 */
export function worstComparison(
  beats: readonly BeatFact[],
  userId: string,
  book?: Book,
): { readonly difference: Decimal; readonly wallAt: WallMs } | null {
  const own = beats.map((beat) => ({ beat, parts: beat.name.split(":") }));
  const told = own.filter(
    ({ parts: [kind, user, of] }) => kind === "reconcile" && user === userId && (!book || of === book),
  );
  const byVenue = new Set(told.flatMap(({ parts }) => (parts.length > BOOK_PARTS ? [parts[2]] : [])));
  let worst: { readonly difference: Decimal; readonly wallAt: WallMs } | null = null;
  for (const { beat, parts } of told) {
    const text = decimalText.safeParse(beat.detail.difference);
    if (!text.success || (parts.length === BOOK_PARTS && byVenue.has(parts[2]))) continue;
    const difference = toDecimal(text.data).abs();
    const order = worst ? difference.comparedTo(worst.difference) : 1;
    if (!worst || order > 0 || (order === 0 && beat.wallAt < worst.wallAt))
      worst = { difference, wallAt: beat.wallAt };
  }
  return worst;
}

const BOOK_PARTS = 3;
