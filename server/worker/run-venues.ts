import { setTimeout as sleep } from "node:timers/promises";
import { flattenPositions } from "@/server/emergency/flatten-positions";
import { listUncompared } from "@/server/execution/external/list-uncompared";
import { listWaitingAccounts } from "@/server/execution/external/list-waiting-accounts";
import { lanesIdle } from "@/server/execution/lanes";
import type { Leadership } from "@/server/execution/lead";
import { reconcileVenue, tellUncompared } from "@/server/execution/reconcile";
import type { TradingRuntime } from "@/server/execution/runtime";
import { handOverWaiting } from "@/server/execution/send-orders";
import { listLateVenues, settleLateOf } from "@/server/execution/settle-late-arrivals";
import { listVenuesAtWork, settleVenue } from "@/server/execution/settle-orders";
import type { WallMs } from "@/server/kernel/clock";
import { failpoint } from "@/server/platform/failpoint";
import type { logger } from "@/server/platform/logger";
import { repeat } from "@/server/platform/repeat";
import { listPositionsToProtect, protectVenue } from "@/server/stops/protect-positions";
import { sellAsked } from "@/server/stops/sell-asked";
import { type AccountNews, type CompareSchedule, createCompareSchedule, NO_NEWS } from "./compare-schedule";
import { venueLoops } from "./venue-loops";

/** Which venues were reconciled under the token this process leads by: no entries before. */
export type Openings = {
  readonly isOpen: (venue: string) => boolean;
  readonly anyOpen: () => boolean;
  readonly open: (venue: string, token: bigint) => void;
};

export function createOpenings({ token }: Leadership): Openings {
  const opened = new Map<string, bigint>();
  const isOpen = (venue: string) => token() !== null && opened.get(venue) === token();
  return {
    isOpen,
    anyOpen: () => [...opened.keys()].some(isOpen),
    open: (venue, by) => opened.set(venue, by),
  };
}

type Setup = {
  readonly runtime: TradingRuntime;
  readonly venues: readonly string[];
  readonly leadership: Leadership;
  readonly openings: Openings;
  readonly onSuperseded: () => void;
  readonly log: ReturnType<typeof logger>;
};

const SETTLE_EVERY_MS = 1_000;
const COMPARE_LOOK_MS = 1_000;
/** What may make a comparison due before its time is asked for so often: in a browser it is waited for. */
const NEWS_EVERY_MS = 3_000;
/** What an owner sells in an emergency is looked for so often, until nothing is open. */
const FLATTEN_EVERY_MS = 1_000;
/** The same of what a person wants closed. */
const CLOSE_EVERY_MS = 1_000;
const LATE_EVERY_MS = 10_000;
const PROTECT_EVERY_MS = 2_000;
const UNCOMPARED_EVERY_MS = 5 * 60_000;
/** Work in hand that does not end by then is left to the next start. */
const STOP_MAX_MS = 2_500;

/**
 * Keeps every venue at its work while this process leads: reconciled before its first entry and by its schedule, waiting
 * orders sent and those in flight settled every second, late ones looked for, positions protected. Each venue has rounds of
 * its own: one that hangs misses its own only.
 */
export function runVenues(setup: Setup): {
  readonly drained: () => Promise<void>;
  readonly stop: () => Promise<void>;
} {
  const { runtime, venues, leadership, openings, log } = setup;
  const isLeader = () => leadership.token() !== null;
  const settling = venueLoops(runtime, "settling a venue");
  const late = venueLoops(runtime, "looking for late orders at a venue");
  const protecting = venueLoops(runtime, "protecting positions at a venue");
  const comparing = venueLoops(runtime, "reconciling a venue");
  const schedule = createCompareSchedule(venues);
  const readNews = newsReader(runtime);

  const compareDue = async () => {
    if (!venues.every(openings.isOpen) && !(await leadership.tryLead())) return setup.onSuperseded();
    if (!isLeader()) return;
    const now = runtime.clocks.wall();
    for (const venue of schedule.due(now, await readNews(now), openings.isOpen))
      comparing.start(venue, () => compare(setup, schedule, venue));
  };
  const settle = async () => {
    if (!isLeader()) return;
    const handed = await handOverWaiting(runtime, settling.atWork());
    for (const venue of new Set([...handed.keys(), ...(await listVenuesAtWork())]))
      settling.start(venue, async () => {
        await handed.get(venue);
        if (isLeader()) await settleVenue(runtime, venue);
      });
  };
  const lookForLate = async () => {
    if (!isLeader()) return;
    for (const venue of await listLateVenues(runtime)) late.start(venue, () => settleLateOf(runtime, venue));
  };
  const protect = async () => {
    if (!isLeader()) return;
    // what rests there is known once it was compared
    for (const [venue, positions] of await listPositionsToProtect())
      if (openings.isOpen(venue)) protecting.start(venue, () => protectVenue(runtime, venue, positions));
  };
  const tellUnknown = async () => {
    if (!isLeader()) return;
    for (const venue of await tellUncompared(runtime, venues))
      log.error({ venue }, "the ledger holds something at a venue that is not here: nobody compares it");
  };
  const loops = [
    repeat("comparisons", COMPARE_LOOK_MS, log, compareDue),
    repeat("settlement", SETTLE_EVERY_MS, log, settle),
    repeat("selling in an emergency", FLATTEN_EVERY_MS, log, () => flattenPositions(runtime)),
    repeat("closing by hand", CLOSE_EVERY_MS, log, () => sellAsked(runtime)),
    repeat("late arrivals", LATE_EVERY_MS, log, lookForLate),
    repeat("stops at exchanges", PROTECT_EVERY_MS, log, protect),
    repeat("what nobody compares", UNCOMPARED_EVERY_MS, log, tellUnknown),
  ];
  const drained = async () => {
    await Promise.all([settling, late, protecting, comparing].map((rounds) => rounds.ended()));
    await lanesIdle(runtime);
  };
  return {
    drained,
    stop: async () => {
      failpoint("stop.begun");
      await Promise.all(loops.map((loop) => loop.stop()));
      // a venue that hangs must not hold the stop of the app back
      await Promise.race([drained(), sleep(STOP_MAX_MS, undefined, { ref: false })]);
      failpoint("stop.drained");
    },
  };
}

/** Asked for now and then: what was told before stands in between. */
function newsReader(runtime: TradingRuntime): (now: WallMs) => Promise<AccountNews> {
  let news = NO_NEWS;
  let readAt: WallMs | null = null;
  return async (now) => {
    // a comparison before the first entry waits for nobody's news
    if (readAt === null) {
      readAt = now;
      return news;
    }
    if (now >= readAt && now - readAt < NEWS_EVERY_MS) return news;
    readAt = now;
    const [keyed = [], uncompared, waiting] = await Promise.all([
      runtime.keyedAccounts?.(),
      listUncompared(),
      listWaitingAccounts(),
    ]);
    news = { keyed, uncompared, waiting };
    return news;
  };
}

async function compare(
  { runtime, leadership, openings, log }: Setup,
  schedule: CompareSchedule,
  venue: string,
): Promise<void> {
  const token = leadership.token();
  if (token === null) return;
  const difference = await reconcileVenue(runtime, venue);
  schedule.compared(venue, difference.isZero(), runtime.clocks.wall());
  if (difference.gt(0)) log.error({ venue, difference }, "the ledger differs from the venue");
  // led anew meanwhile: what was compared is of before
  if (leadership.token() !== token) return;
  if (!openings.anyOpen()) log.info({ token: String(token) }, "this worker trades");
  openings.open(venue, token);
}
