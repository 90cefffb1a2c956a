import type { Book } from "@/server/kernel/book";
import { ask, type Question } from "@/server/platform/question";
import { findGuards, type GuardRow, guardsSql } from "./store";

export type { GuardRow } from "./store";

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
export const listGuards = (q: { userId: string; book: Book }): Promise<readonly GuardView[]> =>
  ask(guardsQuestion(q));

/** The same, asked together with what others know. */
export const guardsQuestion = (q: { userId: string; book: Book }): Question<readonly GuardView[]> => ({
  sql: guardsSql(q),
  read: (rows: readonly Row[]) =>
    rows.map(({ subject, lockedUntil, haltedAt, reason }) => ({
      currency: subject,
      lockedUntil: toText(lockedUntil),
      haltedAt: toText(haltedAt),
      reason,
    })),
});

type Row = {
  readonly subject: string;
  readonly lockedUntil: number | null;
  readonly haltedAt: number | null;
  readonly reason: string;
};

const toText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
/** All that the guards remember of a user's book: of its parts and of its bots. */
export const listGuardRows = (q: { userId: string; book: Book }): Promise<readonly GuardRow[]> =>
  findGuards(q);
