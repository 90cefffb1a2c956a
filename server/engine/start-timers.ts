// What the engine does without being asked: schedules, timers, leases, the calls of dead workers, pruning. One
// cheap look at both clocks many times a second; the database only when something is due.
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { Context } from "./end-run";
import type { EngineDb } from "./engine-db";
import { type CronEntry, fireCron } from "./fire-crons";
import { once, onceMore } from "./once";
import { findMissingWorkers, type Presence, releaseDeadLeases } from "./presence";
import { type KeepPolicy, pruneRuns } from "./prune-runs";
import type { Caller } from "./run-calls";
import { takeRequests } from "./take-requests";

const TICK_MS = 50;
/** Finds what no notice told: lost notices, room made by another worker. */
const POLL_MS = 1_000;
/** Missing at two looks in a row is dead: a connection that was cut is made anew within one. */
const DEAD_MS = 1_000;
/** Requests are told by notice; this finds those whose notice was lost. */
const REQUESTS_MS = 10_000;

type Options = {
  readonly db: EngineDb;
  readonly caller: Caller;
  readonly presence: Pick<Presence, "worker" | "mayJudge">;
  readonly leaseMs: number;
  /** asked before each pruning: the owner may have changed it */
  readonly keep: () => Promise<KeepPolicy>;
  readonly pruneEveryMs: number;
  readonly context: () => Context;
  readonly crons: () => readonly CronEntry[];
  readonly onError: (error: unknown) => void;
};

export type Timers = {
  readonly stop: () => void;
  /** Looks at what people asked for, now. */
  readonly takeRequests: () => void;
  readonly lastScheduleAt: () => WallMs | null;
  readonly lastScheduleMarketAt: () => MarketMs | null;
};

export function startTimers(options: Options): Timers {
  const { db, caller, presence, context, onError } = options;
  let lastScheduleAt: WallMs | null = null;
  let lastScheduleMarketAt: MarketMs | null = null;

  const schedule = once(async () => {
    const { moment, newId } = context();
    for (const entry of options.crons()) {
      if (entry.next !== null && entry.next <= moment.marketNow) {
        await fireCron(db, entry, context().moment, newId);
        caller.kick();
      }
    }
    lastScheduleAt = moment.wallNow;
    lastScheduleMarketAt = moment.marketNow;
  }, onError);
  let missing: ReadonlySet<string> = new Set();
  const dead = once(async () => {
    const now = presence.mayJudge() ? await findMissingWorkers(db, presence.worker) : [];
    const dead = now.filter((one) => missing.has(one));
    missing = new Set(now);
    if ((await releaseDeadLeases(db, dead)) > 0) caller.kick();
  }, onError);
  const prune = once(async () => {
    const keep = await options.keep();
    while ((await pruneRuns(db, keep, context().moment.wallNow)) > 0);
  }, onError);
  // each notice is told once: what is asked while the asks before are taken must not wait for the next look
  const requests = onceMore(async () => {
    const { registry, moment } = context();
    if ((await takeRequests(db, registry, moment)) > 0) caller.kick();
  }, onError);
  const renew = once(() => caller.renew(), onError);
  const wake = () => {
    const { market, wall } = caller.nextDue();
    const { moment } = context();
    if ((market && market.getTime() <= moment.marketNow) || (wall && wall.getTime() <= moment.wallNow))
      caller.kick();
  };

  dead();
  requests();
  const timers = [
    setInterval(() => {
      schedule();
      wake();
    }, TICK_MS),
    setInterval(() => caller.kick(), POLL_MS),
    setInterval(dead, DEAD_MS),
    setInterval(renew, options.leaseMs / 3),
    setInterval(prune, options.pruneEveryMs),
    setInterval(requests, REQUESTS_MS),
  ];
  return {
    stop: () => timers.forEach(clearInterval),
    takeRequests: requests,
    lastScheduleAt: () => lastScheduleAt,
    lastScheduleMarketAt: () => lastScheduleMarketAt,
  };
}
