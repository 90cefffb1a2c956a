import { record } from "@/server/audit/record";
import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import { afterLook, type GuardMemory } from "./core/guard-memory";
import type { BookLook } from "./look-at-book";
import { type GuardScope, lockGuards, saveLooked } from "./store";

/** What is remembered after a look: by currency for parts, by id for bots. */
export type Remembered = ReadonlyMap<string, GuardMemory>;

/**
 * Keeps peaks, days and last profits, in two statements. Rows are locked while they are read, so that a halt the owner
 * clears at the same moment is not undone by an older peak.
 */
export async function rememberLooks(
  key: { readonly userId: string; readonly book: Book },
  { parts, bots }: BookLook,
  wallNow: WallMs,
): Promise<Remembered> {
  const looks = [
    ...[...parts].map(([subject, look]) => ({ scope: "part" as GuardScope, subject, look })),
    ...bots.map(({ bot, look }) => ({ scope: "bot" as GuardScope, subject: bot.botId, look })),
  ];
  if (looks.length === 0) return new Map();
  return record(async (tx) => {
    const known = new Map((await lockGuards(tx, key)).map((row) => [row.subject, row.memory]));
    const rows = looks.map(({ scope, subject, look }) => ({
      scope,
      subject,
      memory: afterLook(known.get(subject), look),
    }));
    await saveLooked(tx, key, rows, wallNow);
    return new Map(rows.map(({ subject, memory }) => [subject, memory]));
  });
}
