import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { type GuardReading, judgePart, type PartAct } from "./core/guard-memory";
import type { GuardSources } from "./guard-sources";
import { findGuards, type GuardRow, lockGuards, saveDecided } from "./store";

type Key = { readonly userId: string; readonly book: Book };
type Rules = Parameters<typeof judgePart>[2] & { readonly reading: GuardReading };

const EVENTS = {
  "risk.locked": "risk/locked",
  "risk.unlocked": "risk/unlocked",
  "risk.halted": "risk/halted",
} as const;

/** Locks, unlocks or halts by what is remembered of a currency's part; each act is written once, under its row's lock. */
export async function decidePart(sources: GuardSources, key: Key, rules: Rules): Promise<void> {
  const { reading, currency } = rules;
  const known = (await findGuards(key, "part")).find(({ subject }) => subject === currency);
  if (!known) return;
  for (const due of judgePart(known.memory, reading, rules)) await writeAct(sources, key, due.action, rules);
}

async function writeAct(
  sources: GuardSources,
  key: Key,
  action: PartAct["action"],
  rules: Rules,
): Promise<void> {
  const { currency, reading } = rules;
  const ctx = jobContext(
    sources.clocks,
    key.userId,
    "risk-guard",
    `${key.book}:${currency}:${action}:${reading.at}`,
  );
  await commit<PartAct | null>(ctx, {
    action,
    subject: `${key.book}:${currency}`,
    reason: (act) => act?.reason ?? "",
    detail: (act) => ({ ...key, currency, ...detailOf(act, reading) }),
    events: (act) => [
      { name: EVENTS[action], data: { book: key.book, currency, reason: act?.reason ?? "" } },
    ],
    write: async (tx) => {
      const row = (await lockGuards(tx, key, "part")).find(({ subject }) => subject === currency);
      const act = row && judgePart(row.memory, reading, rules).find((one) => one.action === action);
      if (!row || !act) return null;
      await saveDecided(tx, merged(row, act), ctx.wallNow);
      return act;
    },
    unchanged: (act) => act === null,
  });
}

/** An act's memory may hold what an earlier act of the same reading decided, which is written by itself. */
function merged(row: GuardRow, { action, memory }: PartAct): GuardRow {
  const { lockedUntil, haltedAt, reason } = memory;
  const change = action === "risk.halted" ? { haltedAt, reason } : { lockedUntil, reason };
  return { ...row, memory: { ...row.memory, ...change } };
}

function detailOf(act: PartAct | null, reading: GuardReading) {
  const until = act?.memory.lockedUntil ?? null;
  return {
    profit: reading.profit.toFixed(),
    invested: reading.invested.toFixed(),
    lockedUntil: until === null ? null : toDate(until).toISOString(),
  };
}
