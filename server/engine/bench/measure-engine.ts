// Measures an embedded engine that runs in this very process, on the database it is given.
import { setTimeout as sleep } from "node:timers/promises";
import type { Inngest } from "inngest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { createOwnEngine, type OwnEngine } from "../own-engine";

export type EngineFigures = {
  readonly runsPerSecond: number;
  readonly stepsPerSecond: number;
  readonly firstStepP50Ms: number;
  readonly firstStepP95Ms: number;
  /** resident memory of the process that holds the engine, after all of the work, idle */
  readonly rssMb: number;
  readonly rssPeakMb: number;
  readonly heapMb: number;
  /** of one core, engine process */
  readonly idleCpuPercent: number;
  readonly idleSeconds: number;
  readonly fanOutEvents: number;
  readonly tenStepRuns: number;
};

const FAN_OUT = 1_000;
const TEN_STEP_RUNS = 200;
const STEPS = 10;
const FIRST_STEPS = 200;
const GAP_MS = 25;
const SETTLE_MS = 3_000;
const IDLE_MS = 12_000;
const LIMIT_MS = 120_000;

type Counts = { one: number; ten: number; steps: number; firstAt: Map<number, number> };

export async function measureEngine(databaseUrl: string): Promise<EngineFigures> {
  const counts: Counts = { one: 0, ten: 0, steps: 0, firstAt: new Map() };
  const own = createOwnEngine((client) => makeFunctions(client, counts), {
    appId: "bench",
    databaseUrl,
    clocks: { market: () => marketMs(Date.now()), wall: () => wallMs(Date.now()) },
    signingKey: `signkey-test-${"0f".repeat(32)}`,
    eventKey: "bench",
  });
  await own.engine.start();
  await send(own, "bench/one", 100);
  await until(() => counts.one === 100);

  const runsPerSecond = await measureFanOut(own, counts);
  const stepsPerSecond = await measureSteps(own, counts);
  const waits = await measureFirstSteps(own, counts);
  const rssPeakMb = toMb(process.resourceUsage().maxRSS * 1024);
  await sleep(SETTLE_MS);
  const idleCpuPercent = await measureIdle();
  const { rss, heapUsed } = process.memoryUsage();
  await own.engine.stop();
  return {
    runsPerSecond: round(runsPerSecond),
    stepsPerSecond: round(stepsPerSecond),
    firstStepP50Ms: round(at(waits, 0.5)),
    firstStepP95Ms: round(at(waits, 0.95)),
    rssMb: toMb(rss),
    rssPeakMb,
    heapMb: toMb(heapUsed),
    idleCpuPercent: round(idleCpuPercent, 100),
    idleSeconds: IDLE_MS / 1_000,
    fanOutEvents: FAN_OUT,
    tenStepRuns: TEN_STEP_RUNS,
  };
}

const makeFunctions = (client: Inngest, counts: Counts) => [
  client.createFunction({ id: "one", triggers: [{ event: "bench/one" }] }, async ({ step }) => {
    await step.run("only", () => 1);
    counts.one += 1;
  }),
  client.createFunction({ id: "ten", triggers: [{ event: "bench/ten" }] }, async ({ step }) => {
    for (let n = 0; n < STEPS; n++) await step.run(`step ${n}`, () => n);
    counts.ten += 1;
  }),
  client.createFunction({ id: "first", triggers: [{ event: "bench/first" }] }, async ({ event, step }) => {
    await step.run("first", () => {
      counts.firstAt.set(Number(event.data.n), performance.now());
    });
  }),
];

const send = (own: OwnEngine, name: string, count: number) =>
  own.engine.send(Array.from({ length: count }, (_one, n) => ({ name, data: { n } })));

/** From the sending of 1,000 events until the last of their runs has ended. */
async function measureFanOut(own: OwnEngine, counts: Counts): Promise<number> {
  counts.one = 0;
  const from = performance.now();
  await send(own, "bench/one", FAN_OUT);
  await until(() => counts.one >= FAN_OUT && own.engine.status().callsInFlight === 0);
  return FAN_OUT / seconds(from);
}

async function measureSteps(own: OwnEngine, counts: Counts): Promise<number> {
  counts.ten = 0;
  const from = performance.now();
  await send(own, "bench/ten", TEN_STEP_RUNS);
  await until(() => counts.ten >= TEN_STEP_RUNS && own.engine.status().callsInFlight === 0);
  return (TEN_STEP_RUNS * STEPS) / seconds(from);
}

/** Milliseconds from the call that sends an event to the beginning of its run's first step, one event at a time. */
async function measureFirstSteps(own: OwnEngine, counts: Counts): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 0; n < FIRST_STEPS; n++) {
    const from = performance.now();
    await own.engine.send([{ name: "bench/first", data: { n } }]);
    await until(() => counts.firstAt.has(n));
    waits.push((counts.firstAt.get(n) ?? 0) - from);
    await sleep(GAP_MS);
  }
  return waits.sort((a, b) => a - b);
}

async function measureIdle(): Promise<number> {
  const before = process.cpuUsage();
  const from = performance.now();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1_000 / (performance.now() - from)) * 100;
}

async function until(check: () => boolean): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!check()) {
    if (performance.now() > end) throw new Error(`The engine did not get done within ${LIMIT_MS / 1_000} s.`);
    await sleep(2);
  }
}

const seconds = (from: number): number => (performance.now() - from) / 1_000;
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? 0;
const round = (value: number, parts = 10): number => Math.round(value * parts) / parts;
const toMb = (bytes: number): number => round(bytes / 2 ** 20);
