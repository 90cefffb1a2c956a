// The embedded job engine: drives unmodified Inngest functions through the SDK's execution protocol and keeps all
// state in Postgres. Several workers may run it on one database.
import { randomUUID } from "node:crypto";
import type { EngineStatus, JobEngine, SentEvent } from "@/server/events/job-engine";
import type { Clocks } from "@/server/kernel/clock";
import { EMBEDDED_ENDPOINT, type ServeHandler } from "./call-function";
import { releaseLeases, wakeForeignSleeps } from "./claim-runs";
import { type Context, endGoneRuns, failRun } from "./end-run";
import { createEngineApi } from "./engine-api";
import { type EngineDb, openEngineDb } from "./engine-db";
import { type CronEntry, loadCrons } from "./fire-crons";
import { ingestEvents, type Registry, toStoredEvents } from "./ingest-events";
import { type Memo, OUTPUT_BYTES_MAX } from "./plan-reply";
import { joinPresence, type Presence, REQUEST_NOTICE } from "./presence";
import { KEEP_DEFAULT, type KeepPolicy } from "./prune-runs";
import { registerFunctions, saveFunctions, toRegistry } from "./register-functions";
import { type Caller, createCaller } from "./run-calls";
import { checkpointSteps } from "./save-memos";
import { startTimers, type Timers } from "./start-timers";

export type EngineLog = {
  readonly info: (detail: object, message: string) => void;
  readonly warn: (detail: object, message: string) => void;
  readonly error: (detail: object, message: string) => void;
};

export type EmbeddedEngineOptions = {
  readonly databaseUrl: string;
  readonly clocks: Clocks;
  /** Names the market clock: sleeps, schedules and event ids of another market session are not this one's. */
  readonly clockId: string;
  readonly signingKey: string;
  readonly eventKey: string;
  readonly serve: ServeHandler;
  /** Ids of functions whose missed schedule is caught up once; all others leave a slot that is no longer fresh. */
  readonly catchUpIds?: readonly string[];
  readonly log: EngineLog;
  readonly callsMax?: number;
  readonly leaseMs?: number;
  readonly callTimeoutMs?: number;
  readonly keep?: () => Promise<KeepPolicy>;
  readonly pruneEveryMs?: number;
};

export type EmbeddedEngine = JobEngine & {
  /** Answers the SDK's requests; attach it to the client's transport and the worker's door. */
  readonly api: (request: Request) => Promise<Response>;
};

const POOL_CONNECTIONS = 3;
const CALLS_MAX = 20;
const LEASE_MS = 30_000;
const CALL_TIMEOUT_MS = 120_000;
const DRAIN_MS = 8_000;
const PRUNE_EVERY_MS = 60_000;
const ERROR_LOG_GAP_MS = 2_000;

type Parts = { presence: Presence; caller: Caller; timers: Timers };

export function createEmbeddedEngine(options: EmbeddedEngineOptions): EmbeddedEngine {
  const { clocks, log } = options;
  const onError = seldom((error) =>
    log.warn({ err: error }, "job engine: the database did not answer as it should"),
  );
  const db = openEngineDb(options.databaseUrl, POOL_CONNECTIONS, onError);
  let registry: Registry = new Map();
  let crons: readonly CronEntry[] = [];
  let parts: Parts | undefined;

  const moment = () => ({ clock: options.clockId, wallNow: clocks.wall(), marketNow: clocks.market() });
  const context = (): Context => ({ registry, moment: moment(), newId: randomUUID });

  const send = async (events: readonly SentEvent[]) => {
    const stored = toStoredEvents(events, moment(), randomUUID);
    await db.transaction((sql) => ingestEvents(sql, registry, stored, moment(), randomUUID));
    parts?.caller.kick();
    return { ids: stored.map((event) => event.id) };
  };

  const api = createEngineApi(
    {
      send,
      register: async (configs) => {
        registry = toRegistry(configs);
        await saveFunctions(db, configs as { id: string }[], moment());
        crons = await loadCrons(db, registry.values(), new Set(options.catchUpIds ?? []), moment());
      },
      checkpoint: (call, memos) => keepSteps(db, call, memos, context()),
    },
    options,
  );

  return {
    api,
    send,
    start: async () => {
      if (parts) throw new Error("The job engine is running already.");
      await wakeForeignSleeps(db, options.clockId);
      await registerFunctions(options.serve, EMBEDDED_ENDPOINT, options.signingKey);
      await endGoneRuns(db, context());
      parts = await begin(db, options, { context, crons: () => crons, onError });
      log.info({ functions: [...registry.keys()], worker: parts.presence.worker }, "job engine started");
    },
    stop: async ({ drainMs = DRAIN_MS } = {}) => {
      const { presence, caller, timers } = parts ?? {};
      parts = undefined;
      timers?.stop();
      await caller?.drain(drainMs);
      if (presence) await releaseLeases(db, presence.worker, []).catch(onError);
      await presence?.leave();
      await db.end();
    },
    nudge: () => {
      parts?.caller.kick();
      parts?.timers.takeRequests();
    },
    status: (): EngineStatus => ({
      kind: "embedded",
      running: parts !== undefined,
      lastLookAt: parts?.caller.lastLookAt() ?? null,
      lastScheduleAt: parts?.timers.lastScheduleAt() ?? null,
      lastScheduleMarketAt: parts?.timers.lastScheduleMarketAt() ?? null,
      callsInFlight: parts?.caller.inFlight() ?? 0,
    }),
  };
}

type Shared = {
  readonly context: () => Context;
  readonly crons: () => readonly CronEntry[];
  readonly onError: (error: unknown) => void;
};

async function begin(db: EngineDb, options: EmbeddedEngineOptions, shared: Shared): Promise<Parts> {
  let caller: Caller | undefined;
  const { databaseUrl, log } = options;
  let timers: Timers | undefined;
  const onWork = (what: string) => (what === REQUEST_NOTICE ? timers?.takeRequests() : caller?.kick());
  const presence = await joinPresence({ databaseUrl, onWork, onError: shared.onError });
  const leaseMs = options.leaseMs ?? LEASE_MS;
  caller = createCaller({
    db,
    worker: presence.worker,
    isPresent: presence.isHeld,
    serve: options.serve,
    signingKey: options.signingKey,
    callsMax: options.callsMax ?? CALLS_MAX,
    leaseMs,
    callTimeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
    context: shared.context,
    onError: shared.onError,
    onFailed: (run, plan) =>
      log.error({ functionId: run.functionId, runId: run.runId, next: plan.next }, "a job failed"),
  });
  const keep = options.keep ?? (async () => KEEP_DEFAULT);
  const pruneEveryMs = options.pruneEveryMs ?? PRUNE_EVERY_MS;
  timers = startTimers({ db, caller, presence, leaseMs, keep, pruneEveryMs, ...shared });
  caller.kick();
  return { presence, caller, timers };
}

/** A database that is away would otherwise fill the log. */
function seldom(write: (error: unknown) => void): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    const now = performance.now();
    if (now - last < ERROR_LOG_GAP_MS) return;
    last = now;
    write(error);
  };
}

async function keepSteps(
  db: EngineDb,
  call: { runId: string; fence: string },
  memos: readonly Memo[],
  context: Context,
): Promise<boolean> {
  const tooLarge = memos.find((memo) => Buffer.byteLength(memo.json) > OUTPUT_BYTES_MAX);
  if (!tooLarge) return checkpointSteps(db, call, memos, context.moment);
  const message = `Step "${tooLarge.name}" returned more than ${OUTPUT_BYTES_MAX / 1024} kB. Return ids and a short summary.`;
  await failRun(db, call.runId, { name: "OutputTooLarge", message }, context);
  return false;
}
