import { getHeapStatistics } from "node:v8";
import { findOldestEvent } from "@/server/audit/find-oldest-event";
import { findSealingLag } from "@/server/audit/find-sealing-lag";
import type { EngineStatus } from "@/server/events/job-engine";
import { listVenuesAtWork } from "@/server/execution/settle-orders";
import { listUnresolved } from "@/server/execution/tell-unresolved";
import type { Clocks } from "@/server/kernel/clock";
import type { FeedView } from "@/server/market/core/feed-view";
import { getSettings } from "@/server/settings/get-settings";
import type { MachineFacts } from "../core/judge-health";
import type { JobAlarm } from "../core/judge-jobs";
import type { Finding, HealPart } from "./core/finding";
import {
  judgeAudit,
  judgeClock,
  judgeDatabase,
  judgeFeeds,
  judgeHeap,
  judgeJobAlarms,
  judgeLocks,
  judgeOrders,
  judgeReach,
  judgeSpace,
} from "./core/judge-findings";
import type { HealedSource } from "./healed-source";
import { askDatabase, findLockHolders } from "./store";
import { createClockWatch } from "./watch-clock";

/** What is looked at. */
export type LookedAt = {
  readonly userId: string;
  readonly clocks: Clocks;
  readonly engine: () => EngineStatus;
  /** what the watchdog beside the engine found at its last look */
  readonly lateJobs: () => readonly JobAlarm[];
  readonly machine: () => Promise<MachineFacts>;
  readonly feeds: () => readonly FeedView[];
  /** none where prices are not live */
  readonly sources: readonly HealedSource[];
};

export type Look = {
  readonly findings: readonly Finding[];
  /** parts that could be looked at */
  readonly judged: ReadonlySet<HealPart>;
};

type Check = {
  readonly parts: readonly HealPart[];
  readonly look: () => Promise<readonly Finding[]>;
};

const ANSWER_MS = 5_000;
const LOOK_MS = 10_000;
/** A transaction that does nothing for so long while others wait for it is forgotten. */
export const HOLDER_IDLE_MS = 5_000;
const STUCK_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Looks at every part. One that cannot be looked at keeps none of the others from it; while the database is away only what
 * needs none is. `isOpen`: whether such a thing was found before.
 */
export function createLook(parts: LookedAt): (isOpen: (part: HealPart) => boolean) => Promise<Look> {
  const clock = createClockWatch(parts.sources);
  return async (isOpen) => {
    const database = judgeDatabase(await timeDatabase());
    const answers = database.length === 0;
    const checks = [...withoutDatabase(parts, clock, isOpen), ...(answers ? withDatabase(parts) : [])];
    const seen = await Promise.all(
      checks.map(async ({ parts: judged, look }) => {
        const found = await within(look(), LOOK_MS).catch(() => null);
        return found === null ? null : { judged, found };
      }),
    );
    const could = seen.filter((one) => one !== null);
    return {
      findings: [...database, ...could.flatMap(({ found }) => found)],
      judged: new Set<HealPart>(["database", ...could.flatMap(({ judged }) => judged)]),
    };
  };
}

const withoutDatabase = (
  { engine, lateJobs, machine: readMachine, feeds, sources }: LookedAt,
  clock: ReturnType<typeof createClockWatch>,
  isOpen: (part: HealPart) => boolean,
): readonly Check[] => [
  {
    parts: ["engine", "cycle", "sweep"],
    look: async () => judgeJobAlarms(lateJobs(), engine().kind),
  },
  {
    parts: ["feed"],
    look: async () => [
      ...judgeFeeds(
        feeds().map(({ exchange, symbol, frozenMs }) => ({ exchange, symbol, frozenMs: frozenMs ?? null })),
        sources.length > 0,
      ),
      ...judgeReach(sources.map((source) => source.status())),
    ],
  },
  {
    parts: ["disk", "memory"],
    look: async () => {
      const machine = await readMachine();
      const { diskFreeBytes, diskTotalBytes, memoryFreeBytes, memoryTotalBytes } = machine;
      const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
      return [
        ...judgeSpace("disk", { freeBytes: diskFreeBytes, totalBytes: diskTotalBytes }, isOpen("disk")),
        ...judgeSpace(
          "memory",
          { freeBytes: memoryFreeBytes, totalBytes: memoryTotalBytes },
          isOpen("memory"),
        ),
        ...judgeHeap({ usedBytes, limitBytes }),
      ];
    },
  },
  { parts: ["clock"], look: async () => judgeClock(await clock()) },
];

const withDatabase = ({ userId, clocks }: LookedAt): readonly Check[] => [
  { parts: ["orders"], look: async () => judgeOrders(await findStuckOrders(clocks)) },
  { parts: ["locks"], look: async () => judgeLocks(await findLockHolders(HOLDER_IDLE_MS)) },
  {
    parts: ["audit"],
    look: async () => {
      const [lag, oldest, { keep }] = await Promise.all([
        findSealingLag(),
        findOldestEvent(),
        getSettings(userId),
      ]);
      const now = clocks.wall();
      return judgeAudit({
        unsealed: lag.rows,
        oldestUnsealedMs: lag.oldestWallAt === null ? null : now - lag.oldestWallAt,
        outboxOverdueMs: oldest === null ? 0 : now - oldest - keep.eventsHours * HOUR_MS,
      });
    },
  },
];

/** How long it took to answer, ms; null where it did not in time. */
async function timeDatabase(): Promise<number | null> {
  const from = performance.now();
  return within(askDatabase(), ANSWER_MS).then(
    () => performance.now() - from,
    () => null,
  );
}

async function findStuckOrders({ wall }: Clocks) {
  const now = wall();
  const byVenue = await Promise.all(
    (await listVenuesAtWork()).map(async (venue) => {
      const stuck = await listUnresolved(venue, now, STUCK_MS);
      return {
        venue,
        orders: stuck.length,
        oldestMs: Math.max(0, ...stuck.map((one) => now - one.deadline)),
      };
    }),
  );
  return byVenue.filter(({ orders }) => orders > 0);
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(new Error("It took too long.")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
