import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { findSealingLag, type SealingLag } from "@/server/audit/find-sealing-lag";
import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import { readBeats } from "@/server/heartbeat/read-beats";
import type { WallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { processWide } from "@/server/platform/process-wide";
import { judgeFleet, withPauses } from "./core/fleet-holds";
import type { HealthCheckView } from "./core/health-view";
import { judgeMachine, judgeParts, type MachineFacts } from "./core/judge-health";
import { type FleetFacts, findFleetFacts } from "./find-fleet-facts";

const ANSWER_WITHIN_MS = 800;
/** What holds the fleet is asked once the database has answered, and left out where that takes so much longer. */
const FLEET_AFTER_MS = 150;

export type CheckedHealth = {
  readonly checks: readonly HealthCheckView[];
  readonly beats: readonly BeatFact[];
  /** null while the database does not answer */
  readonly unsealedAuditRows: number | null;
};

type Seen = {
  readonly beats: readonly BeatFact[];
  readonly unsealed: SealingLag;
};

/**
 * Looks at every part of the system; answers within a second also when the database does not. Who has time gives it
 * more with `answerWithinMs`: the first question of a process, on a busy machine, takes longer.
 */
export async function checkHealth(
  wallNow: WallMs,
  answerWithinMs = ANSWER_WITHIN_MS,
): Promise<CheckedHealth> {
  const startedAt = performance.now();
  const [seen, machine] = await Promise.all([withinTime(lookOnce(), answerWithinMs), readMachine()]);
  if (!seen) {
    const detail = "The database does not answer. Restart with npm start; nothing is lost.";
    const checks = [{ name: "database", ok: false, detail, lastWallAt: null }, ...judgeMachine(machine)];
    return { checks, beats: [], unsealedAuditRows: null };
  }
  const database = { name: "database", ok: true, detail: "The database answers.", lastWallAt: null };
  const leftMs = answerWithinMs + FLEET_AFTER_MS - (performance.now() - startedAt);
  const fleet = await withinTime(lookAtFleet(), leftMs);
  const parts = withPauses(judgeParts({ wallNow, ...seen }), fleet?.paused ?? []);
  const checks = [database, ...parts, ...(fleet ? [judgeFleet(fleet)] : []), ...judgeMachine(machine)];
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
    const [beats, unsealed] = await Promise.all([readBeats(), findSealingLag()]);
    return { beats, unsealed };
  } catch {
    return null;
  }
}

const lookAtFleet = (): Promise<FleetFacts | null> => findFleetFacts().catch(() => null);

async function withinTime<T>(seen: Promise<T | null>, withinMs: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), withinMs);
  });
  try {
    return await Promise.race([seen, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Space on the fullest of the watched disks, and in memory. */
export async function readMachine(): Promise<MachineFacts> {
  const memoryFreeBytes = process.availableMemory();
  const limit = process.constrainedMemory();
  const memoryTotalBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  const disk = await withinTime(findFullest(watchedFolders()), ANSWER_WITHIN_MS);
  return {
    diskFreeBytes: disk?.freeBytes ?? 0,
    diskTotalBytes: disk?.totalBytes ?? 0,
    memoryFreeBytes,
    memoryTotalBytes,
  };
}

/** The data folder and the database's, which may lie on a disk of its own; not where the program happens to be. */
function watchedFolders(): readonly string[] {
  const { AMARKTAI_HOME: home, AMARKTAI_DATABASE_FOLDER: database } = env();
  const folders = [home, database].filter((folder) => folder !== "");
  return folders.length > 0 ? folders : [process.cwd()];
}

type Space = { readonly freeBytes: number; readonly totalBytes: number };

/** The one with the least space; null when none can be read. */
async function findFullest(folders: readonly string[]): Promise<Space | null> {
  const spaces = await Promise.all(
    folders.map(async (folder): Promise<Space[]> => {
      try {
        const disk = await statfs(folder);
        return [{ freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize }];
      } catch {
        return [];
      }
    }),
  );
  return spaces.flat().sort((a, b) => a.freeBytes - b.freeBytes)[0] ?? null;
}
