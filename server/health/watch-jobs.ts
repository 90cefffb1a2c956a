import { randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { countTradingBots } from "@/server/bots/count-trading-bots";
import { findMissedShares } from "@/server/decisions/slots/find-missed-shares";
import type { EngineStatus } from "@/server/events/job-engine";
import { beat } from "@/server/heartbeat/beat";
import { readBeat } from "@/server/heartbeat/read-beats";
import { listNextCrons } from "@/server/jobs/list-next-crons";
import { listPausedVital } from "@/server/jobs/list-paused";
import { type Clocks, type MarketMs, marketMs, type WallMs } from "@/server/kernel/clock";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { type JobAlarm, judgeJobs } from "./core/judge-jobs";

export type WatchedParts = {
  readonly userId: string;
  readonly clocks: Clocks;
  /** the market clock's name: the session's source */
  readonly clockId: string;
  readonly speed: number;
  readonly engine: () => EngineStatus;
  /** false when prices stand still or the recording is over */
  readonly marketMoves: () => boolean;
};

/**
 * The watchdog beside the job engine: a plain look, made again and again by the worker, that needs no job to run.
 * What is late is told by a heartbeat, which the health page and GET /api/ready read, and each change of it is
 * audited and sent to the pages. Answers what is late. Throws while the database is away.
 */
export function watchJobs(parts: WatchedParts): () => Promise<readonly JobAlarm[]> {
  const { clocks } = parts;
  const seen: Seen = {
    watchedSince: clocks.wall(),
    everyMs: null,
    sinceMarketAt: clocks.market(),
    sinceWallAt: clocks.wall(),
    alarms: new Map(),
  };
  return async () => {
    const alarms = judgeJobs(await gatherFacts(parts, seen));
    // decisions that were missed are past: they are told, but say nothing of whether trading can go on
    const present = alarms.filter(({ part }) => part !== "slots");
    const words = present.map((alarm) => alarm.words).join(" ");
    // told first: what the pages and GET /api/ready read must not wait for the trail
    await beat("watchdog", { late: present.length, words }, clocks);
    await tellChanges(parts, seen, alarms);
    return alarms;
  };
}

type Seen = {
  readonly watchedSince: WallMs;
  everyMs: number | null;
  sinceMarketAt: MarketMs;
  sinceWallAt: WallMs;
  alarms: ReadonlyMap<JobAlarm["part"], string>;
};

async function gatherFacts(parts: WatchedParts, seen: Seen) {
  const { clocks, speed } = parts;
  const [bots, cycle, sweep, crons, paused] = await Promise.all([
    countTradingBots(),
    readBeat("cycle"),
    readBeat("sweep"),
    listNextCrons(parts.clockId),
    listPausedVital(),
  ]);
  const lengths = [...bots.keys()].map((timeframe) => timeframeMs(timeframe as Timeframe));
  // what its owner has paused is held, not late; from the unpausing on it is counted anew
  const isHeld = (job: string) => paused.some(({ functionId }) => functionId.endsWith(job));
  const everyMs = lengths.length > 0 && !isHeld("run-trading-cycle") ? Math.min(...lengths) : null;
  if (isHeld("poll-stop-losses")) seen.sinceWallAt = clocks.wall();
  if (everyMs !== seen.everyMs) {
    seen.everyMs = everyMs;
    seen.sinceMarketAt = clocks.market();
  }
  const told = cycle?.detail.slotAt;
  return {
    speed,
    crons,
    marketMoves: parts.marketMoves(),
    engine: parts.engine(),
    watchedSince: seen.watchedSince,
    wallNow: clocks.wall(),
    marketNow: clocks.market(),
    cycle: {
      everyMs,
      sinceMarketAt: seen.sinceMarketAt,
      lastSlotAt: typeof told === "string" ? marketMs(new Date(told)) : null,
    },
    missed: (await findMissedShares(clocks.wall())).hour,
    sweep: { sinceAt: seen.sinceWallAt, lastAt: sweep?.wallAt ?? null },
  };
}

/** One audited line when something becomes late and one when it is well again; in between the words may change. */
async function tellChanges(parts: WatchedParts, seen: Seen, alarms: readonly JobAlarm[]): Promise<void> {
  const now = new Map(alarms.map(({ part, words }) => [part, words]));
  const raised = alarms.filter(({ part }) => !seen.alarms.has(part));
  const ended = [...seen.alarms.keys()].filter((part) => !now.has(part));
  for (const { part, words } of raised) await tell(parts, "jobs.late", part, words);
  for (const part of ended) await tell(parts, "jobs.recovered", part, `The ${part} keeps its times again.`);
  seen.alarms = now;
}

async function tell(
  { clocks, userId }: WatchedParts,
  action: "jobs.late" | "jobs.recovered",
  part: JobAlarm["part"],
  words: string,
): Promise<void> {
  const ok = action === "jobs.recovered";
  await commit(jobContext(clocks, userId, "watchdog", randomUUID()), {
    action,
    subject: part,
    reason: words,
    detail: { part, ok },
    events: [{ name: "health/changed", data: { part: `jobs:${part}`, ok, detail: words } }],
    write: async () => undefined,
  });
}
