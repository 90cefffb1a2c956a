import type { Book } from "@/server/kernel/book";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { ask } from "@/server/platform/question";
import { type SentEntry, THROTTLE_WINDOW_MS } from "../core/throttle";
import { sentEntriesQuestion } from "./store";

/** Entries of a book that are at their venues, or went out within the longest window the throttle looks back over. */
export const listSentEntries = (
  of: { readonly userId: string; readonly book: Book },
  now: WallMs,
): Promise<readonly SentEntry[]> => ask(sentEntriesQuestion(of, plusMs(now, -THROTTLE_WINDOW_MS)));
