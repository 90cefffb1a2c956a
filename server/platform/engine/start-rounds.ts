// What the engine does without being asked: schedules, timers, leases, the calls of dead workers, pruning. One
// cheap look at both clocks many times a second; the database only when something is due.
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { Context } from "./end-run";
import type { EngineDb } from "./engine-db";
import { type CronEntry, fireCron } from "./fire-crons";
import { releaseDeadLeases } from "./presence";
import { type KeepPolicy, pruneRuns } from "./prune-runs";
import type { Caller } from "./run-calls";

const TICK_MS = 50;
/** Finds what no notice told: lost notices, room made by another worker. */
const POLL_MS = 1_000;
const DEAD_MS = 2_000;
const PRUNE_MS = 60_000;
const PAUSE_AFTER_ERROR_MS = 500;

type Options = {
  readonly db: EngineDb;
  readonly caller: Caller;
  readonly worker: string;
  readonly leaseMs: number;
  readonly keep: KeepPolicy;
  readonly context: () => Context;
  readonly crons: () => readonly CronEntry[];
  readonly onError: (error: unknown) => void;
};

export type Rounds = {
  readonly stop: () => void;
  readonly lastScheduleAt: () => WallMs | null;
  readonly lastScheduleMarketAt: () => MarketMs | null;
};

export function startRounds(options: Options): Rounds {
  const { db, caller, worker, context, onError } = options;
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
  const dead = once(async () => {
    if ((await releaseDeadLeases(db, worker)) > 0) caller.kick();
  }, onError);
  const prune = once(async () => {
    while ((await pruneRuns(db, options.keep, context().moment.wallNow)) > 0);
  }, onError);
  const renew = once(() => caller.renew(), onError);
  const wake = () => {
    const { market, wall } = caller.nextDue();
    const { moment } = context();
    if ((market && market.getTime() <= moment.marketNow) || (wall && wall.getTime() <= moment.wallNow))
      caller.kick();
  };

  dead();
  const timers = [
    setInterval(() => {
      schedule();
      wake();
    }, TICK_MS),
    setInterval(() => caller.kick(), POLL_MS),
    setInterval(dead, DEAD_MS),
    setInterval(renew, options.leaseMs / 3),
    setInterval(prune, PRUNE_MS),
  ];
  return {
    stop: () => timers.forEach(clearInterval),
    lastScheduleAt: () => lastScheduleAt,
    lastScheduleMarketAt: () => lastScheduleMarketAt,
  };
}

/** Never at it twice at once; an error is told, the next round tries again. */
function once(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let busy = false;
  return () => {
    if (busy) return;
    busy = true;
    const free = () => {
      busy = false;
    };
    work().then(free, (error: unknown) => {
      onError(error);
      setTimeout(free, PAUSE_AFTER_ERROR_MS).unref();
    });
  };
}
