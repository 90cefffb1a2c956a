// npm run prove -- engine [--runs 200] [--seed 1] [--json]: kill -9 of one of two workers, or of the whole database,
// at random moments, while runs are under way. Ends with status 1, and the seed, when a promise was broken.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startVictims, type Victims } from "@/scripts/lib/victims";
import { type EngineDb, openEngineDb } from "@/server/engine/engine-db";
import { judgeProof, type Kill } from "@/server/engine/proof/judge-proof";
import { countOpenRuns, readProof } from "@/server/engine/proof/read-proof";
import { type Effect, proofClocks, runVictim, type VictimPlace } from "@/server/engine/proof/run-victim";
import { sendWork } from "@/server/engine/proof/send-work";

type OwnPostgres = { readonly pid: () => number | null; readonly restart: () => Promise<unknown> };
type Opener = {
  openToolDatabase: () => Promise<{ url: string; own: OwnPostgres; close: () => Promise<void> }>;
};

/** A market minute is six seconds: the schedule fires often, and an outage rarely hides one. */
const SPEED = 10;
const EVENTS_PER_KILL = 3;
const WAIT_MIN_MS = 20;
const WAIT_MAX_MS = 700;
const DATABASE_SHARE = 0.25;
const READY_MS = 60_000;
const END_MS = 120_000;

type Figures = Readonly<Record<string, unknown>> & { readonly violations: readonly string[] };

async function prove(kills: number, seed: number): Promise<Figures> {
  const library = path.join(process.cwd(), "scripts", "lib", "tool-database.mjs");
  const { openToolDatabase } = (await import(library)) as Opener;
  const database = await openToolDatabase();
  const work = mkdtempSync(path.join(tmpdir(), "amarktai-proof-"));
  const place = {
    databaseUrl: database.url,
    effectsFile: path.join(work, "effects"),
    baseMs: Date.now(),
    speed: SPEED,
  };
  writeFileSync(place.effectsFile, "");
  const db = openEngineDb(database.url, 2, () => undefined);
  const [, script = ""] = process.argv;
  const victims = startVictims(script, place);
  try {
    await until("both workers run", READY_MS, async () => victims.allReady());
    const battered = await batter({ kills, random: randomFrom(seed), db, victims, own: database.own, place });
    await until("every run has ended", END_MS, async () => (await countOpenRuns(db)) === 0);
    const effects = readEffects(place.effectsFile);
    const facts = { ...(await readProof(db)), ...battered, effects, outages: victims.outages() };
    const verdict = judgeProof({ ...facts, toWall: (at) => place.baseMs + (at - place.baseMs) / SPEED });
    const databaseKills = battered.kills.filter(({ kind }) => kind === "database").length;
    return {
      kills: battered.kills.length,
      databaseKills,
      workerKills: battered.kills.length - databaseKills,
      runs: facts.runs.reduce((sum, { count }) => sum + count, 0),
      ...verdict,
      seed,
      seconds: Math.round((Date.now() - place.baseMs) / 1_000),
    };
  } finally {
    await victims.stop();
    await db.end();
    await database.close();
    rmSync(work, { recursive: true, force: true });
  }
}

type Battering = {
  readonly kills: number;
  readonly random: () => number;
  readonly db: EngineDb;
  readonly victims: Victims;
  readonly own: OwnPostgres;
  readonly place: VictimPlace;
};

async function batter({ kills: wanted, random, db, victims, own, place }: Battering) {
  const kills: Kill[] = [];
  const sent: number[] = [];
  const clocks = proofClocks(place);
  while (kills.length < wanted) {
    const numbers = Array.from({ length: EVENTS_PER_KILL }, (_one, n) => sent.length + n);
    await sendWork(db, numbers, clocks);
    sent.push(...numbers);
    await sleep(WAIT_MIN_MS + random() * (WAIT_MAX_MS - WAIT_MIN_MS));
    const at = Date.now();
    if (random() < DATABASE_SHARE) {
      const pid = await killDatabase(own, victims);
      kills.push({ at, until: Date.now(), kind: "database", pid });
      continue;
    }
    const pid = await victims.kill(Math.floor(random() * 2));
    if (pid !== null) kills.push({ at, until: Date.now(), kind: "worker", pid });
    // now and then the next blow falls while the one before is still being mended
    if (random() < 0.7) await until("both workers are back", READY_MS, async () => victims.allReady());
  }
  return { kills, sent };
}

/** kill -9 of the server and of every process it started, then its start again on the same data. */
async function killDatabase(own: OwnPostgres, victims: Victims): Promise<number> {
  const pid = own.pid();
  if (pid === null) throw new Error("The database had ended by itself.");
  victims.databaseDown(true);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean);
  for (const one of [pid, ...children.map(Number)]) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // it ended with the others
    }
  }
  const isGone = async () => own.pid() === null;
  await until("the killed database is gone", READY_MS, isGone);
  await own.restart();
  victims.databaseDown(false);
  return pid;
}

const readEffects = (file: string): Effect[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Effect);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function until(what: string, timeoutMs: number, check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check().catch(() => false))) {
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1_000} s in vain until ${what}.`);
    await sleep(50);
  }
}

function readArguments() {
  const options = { runs: { type: "string" }, seed: { type: "string" }, json: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [runs, seed] = [values.runs ?? "200", values.seed ?? "1"];
    if (/^[1-9]\d{0,5}$/.test(runs) && /^\d{1,9}$/.test(seed))
      return { runs: Number(runs), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- engine [--runs 200] [--seed 1] [--json]");
  process.exit(2);
}

async function main(): Promise<void> {
  const { runs, seed, json } = readArguments();
  const result = await prove(runs, seed);
  if (json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(18)} ${String(value)}`);
  if (result.violations.length === 0) return;
  console.error(`Broken. The same again: npm run prove -- engine --runs ${runs} --seed ${seed}`);
  process.exitCode = 1;
}

const place = process.env.AMARKTAI_VICTIM;
if (place) {
  // the database may be down at this very moment: the next one tries again
  await runVictim(JSON.parse(place) as VictimPlace).catch(() => process.exit(1));
  process.send?.("ready");
  process.once("disconnect", () => process.exit(1));
} else {
  await main();
}
