// Whether each part does its work, from its last beat. Ages are on the wall clock.

import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import { toDate, type WallMs } from "@/server/kernel/clock";
import { ageWords } from "./age-words";
import type { HealthCheckView } from "./health-view";

export type MachineFacts = {
  readonly diskFreeBytes: number;
  readonly diskTotalBytes: number;
  readonly memoryFreeBytes: number;
  readonly memoryTotalBytes: number;
};

export type HealthFacts = {
  readonly wallNow: WallMs;
  readonly beats: readonly BeatFact[];
  /** audit entries not yet in the hash chain, and when the oldest was written */
  readonly unsealed: { readonly rows: number; readonly oldestWallAt: WallMs | null };
};

/** It beats every two seconds: told well before ten have passed. */
const WORKER_AGE_MAX_MS = 8_000;
const ENGINE_AGE_MAX_MS = 30_000;
const TICK_AGE_MAX_MS = 60_000;
const STOPS_AGE_MAX_MS = 30_000;
const WATCH_AGE_MAX_MS = 30_000;
const CYCLE_AGE_MAX_MS = 65 * 60_000;
const UNSEALED_AGE_MAX_MS = 60_000;
const MB = 2 ** 20;
const GB = 2 ** 30;
const DISK_FREE_MIN_BYTES = 256 * MB;
const MEMORY_FREE_MIN_BYTES = 64 * MB;
const WARN_USED_SHARE = 0.8;

/** The parts of the system in the order they depend on each other; the database is known to answer. */
export function judgeParts(facts: HealthFacts): readonly HealthCheckView[] {
  return [
    judgeBeat(facts, "worker", WORKER_AGE_MAX_MS, "The worker"),
    judgeBeat(facts, "engine", ENGINE_AGE_MAX_MS, "The job engine"),
    judgeMarket(facts),
    judgeWhenSeen(facts, "cycle", CYCLE_AGE_MAX_MS, "The last trading cycle"),
    judgeWhenSeen(facts, "stops", STOPS_AGE_MAX_MS, "The last look at the stops"),
    judgeWatch(facts),
    judgeAudit(facts),
  ];
}

/** Space on the disk and in memory: below the floor the part is not ok, from 80 % used the sentence warns. */
export function judgeMachine(machine: MachineFacts): readonly HealthCheckView[] {
  return [
    judgeSpace("disk", machine.diskFreeBytes, machine.diskTotalBytes, DISK_FREE_MIN_BYTES),
    judgeSpace("memory", machine.memoryFreeBytes, machine.memoryTotalBytes, MEMORY_FREE_MIN_BYTES),
  ];
}

const findBeat = ({ beats }: HealthFacts, name: string): BeatFact | undefined =>
  beats.find((beat) => beat.name === name);

function judgeBeat(facts: HealthFacts, name: string, ageMaxMs: number, words: string): HealthCheckView {
  const beat = findBeat(facts, name);
  if (!beat)
    return toCheck(
      name,
      false,
      `${words} has not started yet. Wait a few seconds; then look at the log.`,
      null,
    );
  const ageMs = facts.wallNow - beat.wallAt;
  if (ageMs <= ageMaxMs)
    return toCheck(name, true, `${words} works, seen ${ageWords(ageMs)} ago.`, beat.wallAt);
  return toCheck(
    name,
    false,
    `${words} was last seen ${ageWords(ageMs)} ago. Restart with npm start.`,
    beat.wallAt,
  );
}

/** A part that may have had nothing to do yet. */
function judgeWhenSeen(facts: HealthFacts, name: string, ageMaxMs: number, words: string): HealthCheckView {
  const beat = findBeat(facts, name);
  if (!beat) return toCheck(name, true, `${words}: none yet.`, null);
  const ageMs = facts.wallNow - beat.wallAt;
  if (ageMs <= ageMaxMs) return toCheck(name, true, `${words} was ${ageWords(ageMs)} ago.`, beat.wallAt);
  return toCheck(
    name,
    false,
    `${words} was ${ageWords(ageMs)} ago, too long. Look at the worker's log.`,
    beat.wallAt,
  );
}

/** What the watchdog beside the job engine said last; its own silence is a fault as well. */
function judgeWatch(facts: HealthFacts): HealthCheckView {
  const beat = findBeat(facts, "watchdog");
  const seen = judgeWhenSeen(facts, "watchdog", WATCH_AGE_MAX_MS, "The last look at the jobs' times");
  const words = beat?.detail.words;
  if (!seen.ok || typeof words !== "string" || words === "") return { ...seen, name: "jobs" };
  return { ...seen, name: "jobs", ok: false, detail: words };
}

function judgeMarket(facts: HealthFacts): HealthCheckView {
  const beat = findBeat(facts, "market");
  if (!beat)
    return toCheck(
      "market",
      false,
      "No prices yet. Wait a few seconds; then look at the worker's log.",
      null,
    );
  const told = beat.detail.lastTickWallAt;
  const lastTick = typeof told === "string" ? (Date.parse(told) as WallMs) : null;
  if (beat.detail.ended === true) {
    return toCheck(
      "market",
      true,
      "The recording has ended; bots wait. Start again to trade it anew.",
      lastTick,
    );
  }
  // live prices come for what bots watch: without one there is nothing to be late with
  if (beat.detail.watched === 0)
    return toCheck("market", true, "No market is watched: no bot needs prices yet.", lastTick);
  if (lastTick === null)
    return toCheck("market", false, "No price has come yet. Entries wait for the first one.", null);
  const ageMs = facts.wallNow - lastTick;
  if (ageMs <= TICK_AGE_MAX_MS)
    return toCheck("market", true, `Last price ${ageWords(ageMs)} ago.`, lastTick);
  return toCheck(
    "market",
    false,
    `Last price ${ageWords(ageMs)} ago. Bots skip until prices come again.`,
    lastTick,
  );
}

function judgeAudit(facts: HealthFacts): HealthCheckView {
  const { wallNow, unsealed } = facts;
  const sealedAt = findBeat(facts, "sealer")?.wallAt ?? null;
  const { rows, oldestWallAt } = unsealed;
  const broken = findBeat(facts, "audit-head")?.detail.broken;
  if (typeof broken === "string")
    return toCheck("audit", false, `${broken}. Run npm run cli -- audit verify.`, sealedAt);
  if (rows === 0 || oldestWallAt === null)
    return toCheck("audit", true, "Every audit row is sealed.", sealedAt);
  const ageMs = wallNow - oldestWallAt;
  if (ageMs <= UNSEALED_AGE_MAX_MS)
    return toCheck("audit", true, `${rows} audit rows are being sealed.`, sealedAt);
  const detail = `${rows} audit rows wait for their seal, ${ageWords(ageMs)} by now. Look at the worker's log.`;
  return toCheck("audit", false, detail, sealedAt);
}

function judgeSpace(
  name: "disk" | "memory",
  freeBytes: number,
  totalBytes: number,
  floorBytes: number,
): HealthCheckView {
  const words = name === "disk" ? "disk" : "memory";
  if (totalBytes <= 0)
    return toCheck(name, true, `The size of the ${words} cannot be read on this machine.`, null);
  const used = 1 - freeBytes / totalBytes;
  const figures = `${sizeWords(freeBytes)} of ${words} free, ${Math.round(used * 100)} % used.`;
  if (freeBytes < floorBytes)
    return toCheck(name, false, `${figures} Free at least ${sizeWords(floorBytes)}.`, null);
  return toCheck(name, true, used >= WARN_USED_SHARE ? `${figures} Make room soon.` : figures, null);
}

/** Never rounded up: what is said to be free is free. */
const sizeWords = (bytes: number): string =>
  bytes < GB ? `${Math.floor(bytes / MB)} MB` : `${(Math.floor((bytes / GB) * 10) / 10).toFixed(1)} GB`;

const toCheck = (name: string, ok: boolean, detail: string, at: WallMs | null): HealthCheckView => ({
  name,
  ok,
  detail,
  lastWallAt: at === null ? null : toDate(at).toISOString(),
});
