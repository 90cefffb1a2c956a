import { setTimeout as sleep } from "node:timers/promises";
import { listUncompared } from "@/server/execution/external/list-uncompared";
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
import { venueLoops } from "./venue-loops";

/** Which venues were reconciled under the token this process leads by: no entries before. */
export type Openings = {
  readonly isOpen: (venue: string) => boolean;
  readonly anyOpen: () => boolean;
  readonly open: (venue: string, token: bigint) => void;
  /** Notes what a comparison came to; wall clock. */
  readonly compared: (venue: string, isEven: boolean, at: WallMs) => void;
  /** Venues that have begun to differ a short while ago. */
  readonly differing: (now: WallMs) => readonly string[];
};

export function createOpenings({ token }: Leadership): Openings {
  const opened = new Map<string, bigint>();
  const differs = new Map<string, WallMs>();
  const isOpen = (venue: string) => token() !== null && opened.get(venue) === token();
  return {
    isOpen,
    anyOpen: () => [...opened.keys()].some(isOpen),
    open: (venue, by) => opened.set(venue, by),
    compared: (venue, isEven, at) => {
      if (isEven) differs.delete(venue);
      else if (!differs.has(venue)) differs.set(venue, at);
    },
    differing: (now) => [...differs].flatMap(([venue, since]) => (now - since < AGAIN_FOR_MS ? [venue] : [])),
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
const LEAD_EVERY_MS = 1_000;
const RECONCILE_EVERY_MS = 5 * 60_000;
const LATE_EVERY_MS = 10_000;
const KEYS_EVERY_MS = 5_000;
/** What a person did by hand at an exchange is seen within a minute. */
const ACCOUNTS_EVERY_MS = 45_000;
/** What has just begun to differ is looked at again, so often and so long: it is told to the owner soon, or gone. */
const AGAIN_EVERY_MS = 15_000;
const AGAIN_FOR_MS = 120_000;
/** Work in hand that does not end by then is left to the next start. */
const STOP_MAX_MS = 2_500;

/**
 * Keeps every venue at its work while this process leads: reconciled before its first entry and every five minutes,
 * waiting orders sent and those in flight settled every second, late ones looked for. Each venue has rounds of its own:
 * one that hangs misses its own only.
 */
export function runVenues(setup: Setup): {
  readonly drained: () => Promise<void>;
  readonly stop: () => Promise<void>;
} {
  const { runtime, venues, leadership, openings, log } = setup;
  const isLeader = () => leadership.token() !== null;
  const settling = venueLoops(runtime, "settling a venue");
  const late = venueLoops(runtime, "looking for late orders at a venue");
  const comparing = venueLoops(runtime, "reconciling a venue");
  const startCompare = (venue: string) => comparing.start(venue, () => compare(setup, venue));

  const lead = async () => {
    if (venues.every(openings.isOpen)) return;
    if (!(await leadership.tryLead())) return setup.onSuperseded();
    for (const venue of venues) if (!openings.isOpen(venue)) startCompare(venue);
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
  const looked = new Set<string>();
  const lookAgain = async () => {
    const now = runtime.clocks.wall();
    for (const venue of openings.differing(now)) startCompare(venue);
    // an account that was just funded is not left unseen until the next round of all
    const fresh = isLeader() ? await listUncompared() : [];
    for (const venue of fresh) if (venues.includes(venue)) startCompare(venue);
  };
  const compareAccounts = async () => {
    const venuesKept = (await runtime.keyedAccounts?.()) ?? [];
    for (const venue of new Set(venuesKept.map((one) => one.venue)))
      if (openings.isOpen(venue)) startCompare(venue);
  };
  const lookForNew = async () => {
    if (!isLeader()) return;
    for (const { userId, venue } of (await runtime.keyedAccounts?.()) ?? []) {
      const account = `${userId} ${venue}`;
      if (looked.has(account)) continue;
      looked.add(account);
      startCompare(venue);
    }
  };
  const loops = [
    repeat("leading", LEAD_EVERY_MS, log, lead),
    repeat("settlement", SETTLE_EVERY_MS, log, settle),
    repeat("late arrivals", LATE_EVERY_MS, log, lookForLate),
    repeat("accounts with new keys", KEYS_EVERY_MS, log, lookForNew),
    repeat("accounts at exchanges", ACCOUNTS_EVERY_MS, log, compareAccounts),
    repeat("what differs", AGAIN_EVERY_MS, log, lookAgain),
    repeat("reconciliation", RECONCILE_EVERY_MS, log, async () => {
      for (const venue of venues.filter(openings.isOpen)) startCompare(venue);
      if (!isLeader()) return;
      for (const venue of await tellUncompared(runtime, venues))
        log.error({ venue }, "the ledger holds something at a venue that is not here: nobody compares it");
    }),
  ];
  const drained = async () => {
    await Promise.all([settling, late, comparing].map((rounds) => rounds.ended()));
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

async function compare({ runtime, leadership, openings, log }: Setup, venue: string): Promise<void> {
  const token = leadership.token();
  if (token === null) return;
  const difference = await reconcileVenue(runtime, venue);
  openings.compared(venue, difference.isZero(), runtime.clocks.wall());
  if (difference.gt(0)) log.error({ venue, difference }, "the ledger differs from the venue");
  // led anew meanwhile: what was compared is of before
  if (leadership.token() !== token) return;
  if (!openings.anyOpen()) log.info({ token: String(token) }, "this worker trades");
  openings.open(venue, token);
}
