// npm run prove -- abuse [--seconds 60] [--seed 1] [--json]: a really started demo, and one client beside it that does
// all it can at once: oversized and endless bodies, batches of 900 calls, 200 streams, wrong passwords, slow
// connections, heavy calls. Meanwhile stops must fire, the worker's loop must turn, the owner must be answered, and so must
// who asks whether it lives: from the attacker's own address and from another.
import { execFileSync, fork } from "node:child_process";
import { get } from "node:http";
import { setPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Client } from "pg";
import { type RunningApp, removeHome, startApp } from "@/e2e/app";
import { openDatabase } from "@/e2e/invariants";
import { fireStops, untilOpen, watchBeats } from "@/e2e/watch-trading";
import { type AttackPlace, type AttackTally, attack, READINESS } from "@/scripts/lib/attack";

const LIMITS = { loopP99Ms: 100, healthMs: 200, grownMb: 200 };
/** The pages may have to be built first. */
const READY_WITHIN_MS = 480_000;
const SETTLE_MS = 12_000;
const HEALTH_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 500;
const STOP_WITHIN_MS = 10_000;
/** The attacker's own address, and an operator's. Both are this machine. */
const ATTACKER_ADDRESS = "127.0.0.1";
const OPERATOR_ADDRESS = "127.0.0.2";
/** The attacker computes on a machine of his own: here he gives way. */
const ATTACKER_NICE = 10;
const EMAIL = "demo@localhost";

type Figures = Readonly<Record<string, unknown>> & { readonly violations: readonly string[] };

async function prove(seconds: number, seed: number): Promise<Figures> {
  const args = ["--demo", "--market", "simulated", "--speed", "60"];
  const app = await startApp({ args, readyWithinMs: READY_WITHIN_MS });
  const database = await openDatabase(app.home);
  try {
    const [owner, hostile] = [await signIn(app), await signIn(app)];
    await untilOpen(database);
    const idle = await watch(app, database, owner, SETTLE_MS, false);
    const untilMs = Date.now() + seconds * 1_000;
    const place = { url: app.url, cookie: hostile, email: EMAIL, untilMs, seed };
    const [answers, under] = await Promise.all([
      runAttacker(place),
      watch(app, database, owner, seconds * 1_000, true),
    ]);
    const grown = { webMb: under.webMb - idle.webMb, workerMb: under.workerMb - idle.workerMb };
    return { seconds, seed, idle, under, grown, answers, violations: judge(under, grown, answers) };
  } finally {
    await database.end();
    await app.stop();
    removeHome(app);
  }
}

type Watched = Awaited<ReturnType<typeof watch>>;

function judge(
  under: Watched,
  grown: { readonly webMb: number; readonly workerMb: number },
  answers: AttackTally,
): readonly string[] {
  const { loopP99Ms, owner, stops } = under;
  const late = Object.entries(under.probes).flatMap(([name, { p99Ms, failed }]) => [
    ...(p99Ms > LIMITS.healthMs ? [`${name} took ${p99Ms} ms (p99)`] : []),
    ...(failed > 0 ? [`${name} failed ${failed} times`] : []),
  ]);
  const failures = Object.entries(answers).flatMap(([name, byStatus]) =>
    Object.keys(byStatus).flatMap((status) =>
      Number(status) >= 500 && name !== READINESS ? [`${name} was answered ${status}`] : [],
    ),
  );
  const found: readonly (readonly [boolean, string])[] = [
    [loopP99Ms === null, "the worker told nothing of its loop"],
    [(loopP99Ms ?? 0) > LIMITS.loopP99Ms, `the worker's loop was ${loopP99Ms} ms late (p99)`],
    [grown.webMb > LIMITS.grownMb, `the web grew by ${grown.webMb} MB`],
    [grown.workerMb > LIMITS.grownMb, `the worker grew by ${grown.workerMb} MB`],
    [owner.failed > 0, `the owner was refused ${owner.failed} of ${owner.asked} times`],
    [stops.fired < stops.due, `${stops.due - stops.fired} of ${stops.due} stops did not fire`],
    [stops.slowestMs > STOP_WITHIN_MS, `a stop took ${stops.slowestMs} ms of ${STOP_WITHIN_MS}`],
    [stops.due === 0, "no stop came to fire"],
    [under.restarts > 0, "the web or the worker ended"],
  ];
  return [...found.flatMap(([broken, words]) => (broken ? [words] : [])), ...late, ...failures];
}

/** Looks at the app for a while: memory, the worker's loop, health, an owner at work, and stops that must fire. */
async function watch(app: RunningApp, database: Client, cookie: string, forMs: number, withStops: boolean) {
  const untilMs = Date.now() + forMs;
  const pids = [app.pid("web"), app.pid("worker")] as const;
  const memory = { webMb: 0, workerMb: 0 };
  const lives = (path: string, from: string) =>
    probe(() => askFrom(`${app.url}${path}`, from), HEALTH_EVERY_MS, untilMs);
  const [health, healthBeside, ready] = [
    lives("/api/health", OPERATOR_ADDRESS),
    lives("/api/health", ATTACKER_ADDRESS),
    lives("/api/ready", OPERATOR_ADDRESS),
  ];
  const status = `${app.url}/api/trpc/status?input=%7B%22json%22%3A%7B%7D%7D`;
  const owner = probe(() => ask(status, { cookie }), LOOK_EVERY_MS, untilMs);
  const loop = watchBeats(database, untilMs);
  const stops = withStops
    ? fireStops(database, untilMs)
    : Promise.resolve({ due: 0, fired: 0, slowestMs: 0 });
  while (Date.now() < untilMs) {
    memory.webMb = Math.max(memory.webMb, rssMb(pids[0]));
    memory.workerMb = Math.max(memory.workerMb, rssMb(pids[1]));
    await sleep(LOOK_EVERY_MS);
  }
  const restarts = [app.pid("web"), app.pid("worker")].filter((pid, n) => pid !== pids[n]).length;
  const probes = { health: await health, healthBeside: await healthBeside, ready: await ready };
  return { ...memory, probes, owner: await owner, ...(await loop), stops: await stops, restarts };
}

/** Asks again and again; milliseconds of the answers, and how many were not as they must be. */
async function probe(ask: () => Promise<boolean>, everyMs: number, untilMs: number) {
  const tookMs: number[] = [];
  let failed = 0;
  while (Date.now() < untilMs) {
    const begun = performance.now();
    const isWell = await ask().catch(() => false);
    tookMs.push(performance.now() - begun);
    if (!isWell) failed += 1;
    await sleep(everyMs);
  }
  const sorted = tookMs.sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return { asked: sorted.length, failed, medianMs: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

async function ask(url: string, headers: Record<string, string>): Promise<boolean> {
  const reply = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  await reply.arrayBuffer();
  return reply.status === 200;
}

/** As a monitor asks: on a connection of its own each time. A readiness that tells what is missing is an answer too. */
function askFrom(url: string, localAddress: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const asked = get(url, { localAddress, agent: false, signal }, (reply) => {
      const mayWait = url.endsWith("/api/ready") && reply.statusCode === 503;
      reply.resume();
      reply.once("error", reject);
      reply.once("end", () => resolve(reply.statusCode === 200 || mayWait));
    });
    asked.once("error", reject);
  });
}

async function signIn({ url, output }: RunningApp): Promise<string> {
  const password = /with the password (\S+)/.exec(output())?.[1] ?? "";
  const reply = await fetch(`${url}/api/enter/signin`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url },
    body: new URLSearchParams({ email: EMAIL, password, next: "/dashboard" }),
  });
  const cookie = reply.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  if (!cookie.includes("session-token=")) throw new Error(`The owner could not sign in: ${reply.status}.`);
  return cookie;
}

const rssMb = (pid: number): number =>
  Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1_024);

/** A process of its own: what it costs must not be taken for the app's. */
function runAttacker(place: AttackPlace): Promise<AttackTally> {
  const [, script = ""] = process.argv;
  const child = fork(script, { env: { ...process.env, AMARKTAI_ATTACKER: JSON.stringify(place) } });
  setPriority(child.pid ?? 0, ATTACKER_NICE);
  return new Promise((resolve, reject) => {
    child.once("message", (tally) => resolve(tally as AttackTally));
    child.once("exit", (code) => reject(new Error(`The attacker ended with status ${code}.`)));
  });
}

function readArguments() {
  const text = { type: "string" } as const;
  const options = { seconds: text, seed: text, json: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options });
    const [seconds, seed] = [values.seconds ?? "60", values.seed ?? "1"];
    if (/^[1-9]\d{0,3}$/.test(seconds) && /^\d{1,9}$/.test(seed))
      return { seconds: Number(seconds), seed: Number(seed), json: values.json ?? false };
  } catch {
    // an option it does not have: the same sentence
  }
  console.error("Use: npm run prove -- abuse [--seconds 60] [--seed 1] [--json]");
  process.exit(2);
}

async function main(): Promise<void> {
  const { seconds, seed, json } = readArguments();
  const result = await prove(seconds, seed);
  if (json) console.log(JSON.stringify(result));
  else
    for (const [name, value] of Object.entries(result)) console.log(name.padEnd(12), JSON.stringify(value));
  if (result.violations.length > 0) process.exitCode = 1;
}

const place = process.env.AMARKTAI_ATTACKER;
if (place) {
  const tally = await attack(JSON.parse(place) as AttackPlace);
  process.send?.(tally, () => process.exit(0));
} else {
  await main();
}
