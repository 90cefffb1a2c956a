// Whether the jobs keep their times, judged from outside the engine that runs them. Lateness is in wall time: a
// market clock of sixty times life makes a minute late out of a second.

import { type MissedShare, missesTooMany } from "@/server/decisions/slots/core/missed-share";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import { ageWords } from "./age-words";

export type JobFacts = {
  readonly wallNow: WallMs;
  readonly marketNow: MarketMs;
  /** market time per wall time */
  readonly speed: number;
  /** false when the recording is over or prices stand still: then nothing is due */
  readonly marketMoves: boolean;
  /** the watchdog's own beginning */
  readonly watchedSince: WallMs;
  readonly engine: {
    readonly kind: "embedded" | "server";
    readonly running: boolean;
    readonly lastLookAt: WallMs | null;
  };
  /** when each schedule is due next; in the past, it is late */
  readonly crons: readonly { readonly functionId: string; readonly nextMarketAt: MarketMs }[];
  readonly cycle: {
    /** shortest timeframe that a running bot trades on; null while none runs */
    readonly everyMs: number | null;
    /** since when it is that one: slots before are nobody's */
    readonly sinceMarketAt: MarketMs;
    /** newest slot that was decided on */
    readonly lastSlotAt: MarketMs | null;
  };
  readonly sweep: {
    /** since when one is owed: the watchdog's own beginning */
    readonly sinceAt: WallMs;
    readonly lastAt: WallMs | null;
  };
  /** decisions of the last hour or two */
  readonly missed: MissedShare;
};

export type JobAlarm = {
  readonly part: "engine" | "schedule" | "cycle" | "sweep" | "slots";
  readonly words: string;
};

const LOOK_AGE_MAX_MS = 20_000;
/** A server is asked every two seconds. With the watchdog's own pace it is told within 15 s. */
const ANSWER_AGE_MAX_MS = 6_000;
/** The sweep is due every minute of the market. */
const SWEEP_AGE_MAX_MS = 120_000;
const CRON_LATE_MAX_MS = 30_000;
const CYCLE_LATE_MAX_MS = 60_000;
/** Slots that come faster than this overtake each other, and dropping them is right. */
const CYCLE_EVERY_MIN_MS = 2_000;

/** What is late, at most one alarm a part, in a sentence each. Empty when all is well. */
export function judgeJobs(facts: JobFacts): readonly JobAlarm[] {
  return [
    ...[judgeEngine(facts), judgeSchedules(facts), judgeCycle(facts), judgeSweep(facts), judgeSlots(facts)],
  ].filter((alarm) => alarm !== null);
}

function judgeEngine({ engine, watchedSince, wallNow }: JobFacts): JobAlarm | null {
  // one that has just been started is given as long as one that works
  const ageMs = wallNow - (engine.lastLookAt ?? watchedSince);
  const since = engine.lastLookAt === null ? "yet" : `for ${ageWords(ageMs)}`;
  if (engine.kind === "server") return judgeServer(engine, ageMs, since);
  if (!engine.running)
    return { part: "engine", words: "The job engine does not run. Restart with npm start." };
  if (ageMs <= LOOK_AGE_MAX_MS) return null;
  return {
    part: "engine",
    words: `The job engine has not looked at its queue ${since}. Look at the worker's log.`,
  };
}

function judgeServer(
  { running, lastLookAt }: JobFacts["engine"],
  ageMs: number,
  since: string,
): JobAlarm | null {
  if (ageMs > ANSWER_AGE_MAX_MS) {
    const words = `The Inngest server has not answered ${since}, so no job runs. Start it at INNGEST_BASE_URL; this goes on by itself.`;
    return { part: "engine", words };
  }
  if (running || lastLookAt === null) return null;
  const words =
    "The Inngest server answers but has not accepted the jobs. See that both have the same signing key; it is tried again.";
  return { part: "engine", words };
}

/** Positions are watched at every price; the sweep is the floor under that, and the job that runs most often. */
function judgeSweep({ sweep, wallNow, marketMoves, speed }: JobFacts): JobAlarm | null {
  if (!marketMoves) return null;
  const ageMs = wallNow - Math.max(sweep.sinceAt, sweep.lastAt ?? sweep.sinceAt);
  if (ageMs <= Math.max(SWEEP_AGE_MAX_MS, SWEEP_AGE_MAX_MS / speed)) return null;
  const words = `No stop sweep has come for ${ageWords(ageMs)}. See whether its job is paused or its engine is away.`;
  return { part: "sweep", words };
}

function judgeSlots({ missed, cycle, speed }: JobFacts): JobAlarm | null {
  if (!missesTooMany(missed) || (cycle.everyMs ?? 0) / speed < CYCLE_EVERY_MIN_MS) return null;
  const percent = ((missed.missed / missed.due) * 100).toFixed(1);
  const words = `${missed.missed} of ${missed.due} decisions that were due lately were not made (${percent} %). The machine is too slow or too busy for this fleet: run fewer bots, longer timeframes, or a slower market clock.`;
  return { part: "slots", words };
}

function judgeSchedules({ engine, crons, marketNow, speed }: JobFacts): JobAlarm | null {
  if (engine.kind === "server") return null;
  const late = crons
    .map(({ functionId, nextMarketAt }) => ({ functionId, lateMs: (marketNow - nextMarketAt) / speed }))
    .filter(({ lateMs }) => lateMs > CRON_LATE_MAX_MS)
    .sort((a, b) => b.lateMs - a.lateMs);
  const [worst] = late;
  if (!worst) return null;
  const others = late.length > 1 ? ` (and ${late.length - 1} more)` : "";
  return {
    part: "schedule",
    words: `The schedule of "${worst.functionId}"${others} is ${ageWords(worst.lateMs)} late. Look at the jobs page.`,
  };
}

function judgeCycle({ cycle, marketNow, marketMoves, speed }: JobFacts): JobAlarm | null {
  const { everyMs, sinceMarketAt, lastSlotAt } = cycle;
  if (everyMs === null || !marketMoves || everyMs / speed < CYCLE_EVERY_MIN_MS) return null;
  const settled = marketNow - CYCLE_LATE_MAX_MS * speed;
  const dueSlotAt = settled - (settled % everyMs);
  if (dueSlotAt <= sinceMarketAt || (lastSlotAt !== null && lastSlotAt >= dueSlotAt)) return null;
  const lateMs = (marketNow - dueSlotAt) / speed;
  return {
    part: "cycle",
    words: `The trading cycle of ${new Date(dueSlotAt).toISOString()} is ${ageWords(lateMs)} late. Look at the jobs page.`,
  };
}
