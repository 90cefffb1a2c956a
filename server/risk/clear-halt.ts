import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import type { Book } from "@/server/kernel/book";
import { bookWire } from "@/server/kernel/name-wires";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { cleared } from "./core/guard-memory";
import { findGuards, type GuardRow, lockGuards, saveDecided } from "./store";

export const clearHaltInput = z.strictObject({
  book: bookWire,
});

export type ClearedHalt = { readonly book: Book; readonly currencies: readonly string[] };

const halted = (rows: readonly GuardRow[]) => rows.filter(({ memory }) => memory.haltedAt !== null);
const refuseNotHalted = (book: Book) =>
  refuse("not_now", `The ${book} book is not halted: there is nothing to clear.`);

/**
 * Lets a book that its drawdown has halted enter trades again; the fall from the peak is counted anew from here. A lock
 * of the day stays. Refuses with `not_now` for a book that is not halted.
 */
export async function clearHalt(
  { book }: z.output<typeof clearHaltInput>,
  ctx: ActionContext,
): Promise<Result<ClearedHalt>> {
  const key = { userId: ctx.userId, book };
  const written = await commit<readonly GuardRow[]>(ctx, {
    action: "risk.cleared",
    subject: book,
    reason: "cleared by the owner",
    detail: (rows) => ({ book, currencies: rows.map(({ subject }) => subject) }),
    events: (rows) =>
      rows.map(({ subject, memory }) => ({
        name: "risk/cleared" as const,
        data: { book, currency: subject, reason: memory.reason },
      })),
    write: async (tx) => {
      const rows = halted(await lockGuards(tx, key, "part"));
      for (const row of rows) await saveDecided(tx, { ...row, memory: cleared(row.memory) }, ctx.wallNow);
      return rows;
    },
    unchanged: (rows) => rows.length === 0,
  });
  if (!written.ok) return written;
  return written.value.length === 0
    ? refuseNotHalted(book)
    : accept({ book, currencies: written.value.map(({ subject }) => subject) });
}

/** What clearing a halt would change, for the approval card; it holds as long as the halts do. */
export async function previewClearHalt(
  { book }: z.output<typeof clearHaltInput>,
  ctx: ActionContext,
): Promise<Result<Preview>> {
  const rows = halted(await findGuards({ userId: ctx.userId, book }, "part"));
  if (rows.length === 0) return refuseNotHalted(book);
  return accept({
    title: `Let the ${book} book enter trades again`,
    changes: rows.map(({ subject, memory }) => ({
      label: `${subject} part`,
      now: memory.reason,
      after: "counted anew from today's equity",
    })),
    checks: [{ words: "Open positions keep their stops", ok: true }],
    stateHash: sha256(toCanonicalJson(rows.map(({ subject, memory }) => [subject, memory.haltedAt]))),
  });
}
