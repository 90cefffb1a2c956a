import { record } from "@/server/audit/record";
import type { Book } from "@/server/kernel/book";
import type { WallMs } from "@/server/kernel/clock";
import { afterReading, type GuardMemory } from "./core/guard-memory";
import type { BookReading } from "./read-book-value";
import { type GuardScope, lockGuards, saveReadings } from "./store";

/** What is remembered after a reading: by currency for parts, by id for bots. */
export type Remembered = ReadonlyMap<string, GuardMemory>;

/**
 * Keeps peaks, days and last profits, in two statements. Rows are locked while they are read, so that a halt the owner
 * clears at the same moment is not undone by an older peak.
 */
export async function rememberReadings(
  key: { readonly userId: string; readonly book: Book },
  { parts, bots }: BookReading,
  wallNow: WallMs,
): Promise<Remembered> {
  const readings = [
    ...[...parts].map(([subject, reading]) => ({ scope: "part" as GuardScope, subject, reading })),
    ...bots.map(({ bot, reading }) => ({ scope: "bot" as GuardScope, subject: bot.botId, reading })),
  ];
  if (readings.length === 0) return new Map();
  return record(async (tx) => {
    const known = new Map((await lockGuards(tx, key)).map((row) => [row.subject, row.memory]));
    const rows = readings.map(({ scope, subject, reading }) => ({
      scope,
      subject,
      memory: afterReading(known.get(subject), reading),
    }));
    await saveReadings(tx, key, rows, wallNow);
    return new Map(rows.map(({ subject, memory }) => [subject, memory]));
  });
}
