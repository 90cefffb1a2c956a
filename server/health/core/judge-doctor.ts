// The doctor's own judgements, from what was found. Ages are on the wall clock.

import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import type { WallMs } from "@/server/kernel/clock";
import { ageWords } from "./age-words";

export type DoctorCheck = { readonly name: string; readonly ok: boolean; readonly detail: string };

const NODE_MAJOR_MIN = 24;
const BEAT_AGE_MAX_MS = 30_000;
const CLOCK_BACK_MAX_MS = 5_000;
/** No clock of a working machine is before this program was written. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

export function judgeNode(version: string): DoctorCheck {
  const major = Number.parseInt(version.replace(/^v/, ""), 10);
  const ok = major >= NODE_MAJOR_MIN;
  const detail = ok
    ? `Node ${version} runs the worker and the pages.`
    : `Node ${version} is too old. Delete node_modules and run npm start: it brings its own Node 24.`;
  return { name: "node", ok, detail };
}

/** Which engine runs the jobs, and whether it is there. */
export function judgeEngineKind(facts: {
  readonly wallNow: WallMs;
  readonly beats: readonly BeatFact[];
  /** the Inngest server that INNGEST_BASE_URL names; null for the embedded engine */
  readonly server: { readonly url: string; readonly answers: boolean } | null;
}): DoctorCheck {
  const { server, wallNow } = facts;
  const find = (name: string) => facts.beats.find((beat) => beat.name === name);
  if (server) {
    const detail = server.answers
      ? `The Inngest server at ${server.url} runs the jobs.`
      : `The Inngest server at ${server.url} does not answer. Start it, or unset INNGEST_BASE_URL.`;
    return { name: "engine", ok: server.answers, detail };
  }
  const worker = find("worker");
  if (!worker || wallNow - worker.wallAt > BEAT_AGE_MAX_MS) {
    const detail = "The embedded engine runs the jobs while the app runs; the app is not running now.";
    return { name: "engine", ok: true, detail };
  }
  const engine = find("engine");
  const words = find("watchdog")?.detail.words;
  if (!engine || wallNow - engine.wallAt > BEAT_AGE_MAX_MS)
    return { name: "engine", ok: false, detail: "The embedded engine does not run. Restart with npm start." };
  if (typeof words === "string" && words !== "") return { name: "engine", ok: false, detail: words };
  const detail = `The embedded engine runs the jobs, seen ${ageWords(wallNow - engine.wallAt)} ago.`;
  return { name: "engine", ok: true, detail };
}

/** A clock that was put back makes leases, sessions and approvals live too long. */
export function judgeClock(facts: {
  readonly wallNow: WallMs;
  readonly beats: readonly BeatFact[];
}): DoctorCheck {
  const { wallNow } = facts;
  const time = new Date(wallNow).toISOString();
  if (wallNow < EARLIEST_MS) {
    return { name: "clock", ok: false, detail: `The machine's clock says ${time}: set it.` };
  }
  const newest = Math.max(wallNow, ...facts.beats.map((beat) => beat.wallAt));
  const backMs = newest - wallNow;
  if (backMs > CLOCK_BACK_MAX_MS) {
    const detail = `The machine's clock went back: it says ${time}, ${ageWords(backMs)} before the last sign of life. Set it right.`;
    return { name: "clock", ok: false, detail };
  }
  return { name: "clock", ok: true, detail: `The machine's clock says ${time} and has not gone back.` };
}
