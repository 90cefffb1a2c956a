// The trading of a running app, asked in SQL: how late its worker is, and whether its stops fire.
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { patient } from "./patience";

/** The last stop is asked for so long before the end; one that has not fired much later never will. */
const LAST_STOP_MS = 2_500;
const GIVEN_UP_MS = patient(15_000);
const STOP_EVERY_MS = 8_000;
const OPEN_WITHIN_MS = patient(60_000);
const LOOK_EVERY_MS = 500;

/** The worst of the worker's own windows of five seconds. */
export async function watchBeats(database: Client, untilMs: number) {
  let loopP99Ms: number | null = null;
  let loopMaxMs: number | null = null;
  const from = new Date();
  // the window that is open at the end is told of a little later
  while (Date.now() < untilMs + 6_000) {
    const { rows } = await database.query<{ p99: number | null; max: number | null }>(
      `SELECT (detail->>'loopP99Ms')::int AS p99, (detail->>'loopMaxMs')::int AS max FROM heartbeat
       WHERE name = 'worker' AND "wallAt" > $1`,
      [from],
    );
    const [beat] = rows;
    if (beat?.p99 != null) loopP99Ms = Math.max(loopP99Ms ?? 0, beat.p99);
    if (beat?.max != null) loopMaxMs = Math.max(loopMaxMs ?? 0, beat.max);
    await sleep(LOOK_EVERY_MS);
  }
  return { loopP99Ms, loopMaxMs };
}

/** Puts the stop of an open position above its market every few seconds; each must be sold; how long the slowest took. */
export async function fireStops(database: Client, untilMs: number) {
  const seen = { due: 0, fired: 0, slowestMs: 0 };
  while (Date.now() < untilMs - LAST_STOP_MS) {
    const { rows } = await database.query<{ id: string }>(
      `UPDATE position SET "stopPrice" = "highestPrice" * 2 WHERE id =
         (SELECT id FROM position WHERE status = 'open' ORDER BY "openedWallAt" LIMIT 1) RETURNING id`,
    );
    const [due] = rows;
    if (due) {
      seen.due += 1;
      const tookMs = await untilClosed(database, due.id);
      if (tookMs !== null) seen.fired += 1;
      seen.slowestMs = Math.max(seen.slowestMs, tookMs ?? GIVEN_UP_MS);
    }
    await sleep(Math.min(STOP_EVERY_MS, Math.max(0, untilMs - Date.now())));
  }
  return seen;
}

async function untilClosed(database: Client, id: string): Promise<number | null> {
  const begun = Date.now();
  while (Date.now() - begun < GIVEN_UP_MS) {
    const { rowCount } = await database.query(`SELECT 1 FROM position WHERE id = $1 AND status <> 'open'`, [
      id,
    ]);
    if (rowCount) return Date.now() - begun;
    await sleep(50);
  }
  return null;
}

/** Waits for a bot that holds something: only then a stop can fire. */
export async function untilOpen(database: Client): Promise<void> {
  for (const end = Date.now() + OPEN_WITHIN_MS; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
    const { rowCount } = await database.query(`SELECT 1 FROM position WHERE status = 'open'`);
    if (rowCount) return;
  }
  throw new Error(`No bot opened a position within ${OPEN_WITHIN_MS / 1_000} s.`);
}
