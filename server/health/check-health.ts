import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { findSealingLag, type SealingLag } from "@/server/audit/find-sealing-lag";
import type { WallMs } from "@/server/kernel/clock";
import { processWide } from "@/server/platform/process-wide";
import type { HealthCheckView } from "./core/health-view";
import { type BeatFact, judgeMachine, judgeParts, type MachineFacts } from "./core/judge-health";
import { listBeats } from "./store";

const ANSWER_WITHIN_MS = 800;

export type CheckedHealth = {
  readonly checks: readonly HealthCheckView[];
  readonly beats: readonly BeatFact[];
  /** null while the database does not answer */
  readonly unsealedAuditRows: number | null;
};

type Seen = { readonly beats: readonly BeatFact[]; readonly unsealed: SealingLag };

/** Looks at every part of the system; answers within a second also when the database does not. */
export async function checkHealth(wallNow: WallMs): Promise<CheckedHealth> {
  const [seen, machine] = await Promise.all([withinTime(lookOnce()), readMachine()]);
  if (!seen) {
    const detail = "The database does not answer. Restart with npm start; nothing is lost.";
    const checks = [{ name: "database", ok: false, detail, lastWallAt: null }, ...judgeMachine(machine)];
    return { checks, beats: [], unsealedAuditRows: null };
  }
  const database = { name: "database", ok: true, detail: "The database answers.", lastWallAt: null };
  const checks = [database, ...judgeParts({ wallNow, ...seen }), ...judgeMachine(machine)];
  return { checks, beats: seen.beats, unsealedAuditRows: seen.unsealed.rows };
}

// One look at a time: probes of a hanging database must not pile up and take its last connections.
const probe = () =>
  processWide("health-probe", (): { looking: Promise<Seen | null> | null } => ({ looking: null }));

function lookOnce(): Promise<Seen | null> {
  const shared = probe();
  shared.looking ??= look().finally(() => {
    shared.looking = null;
  });
  return shared.looking;
}

async function look(): Promise<Seen | null> {
  try {
    const [beats, unsealed] = await Promise.all([listBeats(), findSealingLag()]);
    return { beats, unsealed };
  } catch {
    return null;
  }
}

async function withinTime(seen: Promise<Seen | null>): Promise<Seen | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([seen, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readMachine(): Promise<MachineFacts> {
  const memoryFreeBytes = process.availableMemory();
  const limit = process.constrainedMemory();
  const memoryTotalBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  const memory = { memoryFreeBytes, memoryTotalBytes };
  try {
    const disk = await statfs(process.cwd());
    return { diskFreeBytes: disk.bavail * disk.bsize, diskTotalBytes: disk.blocks * disk.bsize, ...memory };
  } catch {
    return { diskFreeBytes: 0, diskTotalBytes: 0, ...memory };
  }
}
