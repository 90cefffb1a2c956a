import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { findGuards } from "./store";

/** What the guards have in force on a currency's part of a book; the whole book enters nothing while one part has it. */
export type GuardView = {
  readonly currency: string;
  /** ISO UTC, market clock; null when not locked */
  readonly lockedUntil: string | null;
  readonly haltedAt: string | null;
  /** why; empty while nothing is in force */
  readonly reason: string;
};

/** The parts of a user's book, by currency. */
export async function listGuards(q: { userId: string; book: Book }): Promise<readonly GuardView[]> {
  const rows = await findGuards(q, "part");
  return rows.map(({ subject, memory: { lockedUntil, haltedAt, reason } }) => ({
    currency: subject,
    lockedUntil: lockedUntil === null ? null : toDate(lockedUntil).toISOString(),
    haltedAt: haltedAt === null ? null : toDate(haltedAt).toISOString(),
    reason,
  }));
}
