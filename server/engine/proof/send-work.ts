import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clocks } from "@/server/kernel/clock";
import type { EngineDb } from "../engine-db";
import { ingestEvents, toStoredEvents } from "../ingest-events";
import { loadRegistry } from "../register-functions";
import { PROOF_APP } from "./run-victim";

const PAUSE_MS = 100;
const TRIES_MAX = 300;

/** Sends one event for each number, again until the database takes it; their ids make a repeat harmless. */
export async function sendWork(db: EngineDb, numbers: readonly number[], clocks: Clocks): Promise<void> {
  const events = numbers.map((n) => ({ id: `work:${n}`, name: "proof/work", data: { n } }));
  for (let attempt = 1; ; attempt++) {
    try {
      const moment = { clock: PROOF_APP, wallNow: clocks.wall(), marketNow: clocks.market() };
      const stored = toStoredEvents(events, moment, randomUUID);
      const registry = await loadRegistry(db);
      await db.transaction((sql) => ingestEvents(sql, registry, stored, moment, randomUUID));
      return;
    } catch (error) {
      if (attempt >= TRIES_MAX) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
