import type { WallMs } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import { probeInngest } from "@/server/platform/probe-inngest";
import { checkHealth } from "./check-health";
import { type DoctorCheck, judgeClock, judgeEngineKind, judgeNode } from "./core/judge-doctor";

/** A person waits, not a probe: a cold process on a busy machine is no sick database. */
const PATIENCE_MS = 10_000;

/** What the caller found when it opened the database of the data folder. */
export type OpenedDatabase = {
  readonly state: "running" | "started" | "none" | "failed";
  readonly detail: string;
};

/**
 * What `cli doctor` says: node, database, engine, clock, disk, each in a sentence. Never throws; works with the app
 * running or not. `wallNow` is this machine's clock.
 */
export async function runDoctor(q: {
  readonly wallNow: WallMs;
  readonly nodeVersion: string;
  readonly database: OpenedDatabase;
}): Promise<readonly DoctorCheck[]> {
  const isOpen = q.database.state === "running" || q.database.state === "started";
  const [health, server] = await Promise.all([
    checkHealth(q.wallNow, PATIENCE_MS),
    probeServer(env().INNGEST_BASE_URL),
  ]);
  const answers = isOpen && health.checks.some(({ name, ok }) => name === "database" && ok);
  const beats = answers ? health.beats : [];
  const disk = health.checks.find(({ name }) => name === "disk");
  return [
    judgeNode(q.nodeVersion),
    toDatabaseCheck(q.database, answers),
    judgeEngineKind({ wallNow: q.wallNow, beats, server }),
    judgeClock({ wallNow: q.wallNow, beats }),
    { name: "disk", ok: disk?.ok ?? true, detail: disk?.detail ?? "The disk cannot be read." },
  ];
}

function toDatabaseCheck({ state, detail }: OpenedDatabase, answers: boolean): DoctorCheck {
  if (state === "none") return { name: "database", ok: true, detail };
  if (state === "failed") return { name: "database", ok: false, detail };
  return answers
    ? { name: "database", ok: true, detail: `It answers: ${detail}.` }
    : { name: "database", ok: false, detail: `It does not answer (${detail}). Start with npm start.` };
}

/** Null when no Inngest server is named. */
async function probeServer(url: string): Promise<{ readonly url: string; readonly answers: boolean } | null> {
  if (url === "") return null;
  // the first look of a fresh process opens its connections and code as well: one that fails is not judged yet
  return { url, answers: (await probeInngest(url)) || (await probeInngest(url)) };
}
