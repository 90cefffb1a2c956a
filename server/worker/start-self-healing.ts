import { readAuditKeys } from "@/server/audit/audit-keys";
import { pruneOutbox } from "@/server/audit/prune-outbox";
import { sealAudit } from "@/server/audit/seal-audit";
import { readMachine } from "@/server/health/check-health";
import { createHealing, type HealingParts } from "@/server/health/healing/create-healing";
import { recordWorkerEnd } from "@/server/health/healing/record-worker-end";
import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import { env } from "@/server/platform/env";
import { type Repeating, repeat } from "@/server/platform/repeat";
import { getSettings } from "@/server/settings/get-settings";
import { createHealTeller } from "./tell-heals";

const EVERY_MS = 30_000;
/** Somebody waits before a page. */
const ASKED_EVERY_MS = 3_000;
const TIDY_BATCHES = 20;

type Wired = Omit<HealingParts, "seal" | "tidy" | "machine" | "tell" | "untell"> & {
  /** the last sign of life of the worker before this one */
  readonly lastBeat: BeatFact | null;
};

/** Looks every thirty seconds whether all is well, and mends what is not; in between, whether a person wants a try now. */
export function startSelfHealing(wired: Wired): readonly Repeating[] {
  const { clocks, userId, log } = wired;
  const keys = readAuditKeys(env().AMARKTAI_AUDIT_KEY);
  const tidy = async (): Promise<number> => {
    const { keep } = await getSettings(userId);
    let removed = 0;
    for (let batch = 0; batch < TIDY_BATCHES; batch++) {
      const more = await pruneOutbox({ keepHours: keep.eventsHours, wallNow: clocks.wall() });
      removed += more;
      if (more === 0) break;
    }
    return removed;
  };
  const teller = createHealTeller(clocks, userId);
  const ended = env().AMARKTAI_WORKER_ENDED;
  if (ended !== "")
    recordWorkerEnd({ clocks, userId, ...teller }, ended, wired.lastBeat).catch((error: unknown) =>
      log.warn({ err: error }, "the end of the worker before could not be written down"),
    );
  const healing = createHealing({
    ...wired,
    ...teller,
    machine: readMachine,
    seal: () => sealAudit(clocks.wall(), keys),
    tidy,
  });
  return [
    repeat("self-healing", EVERY_MS, log, healing.round),
    repeat("tries that are asked for", ASKED_EVERY_MS, log, healing.roundIfAsked),
  ];
}
