import { setTimeout as sleep } from "node:timers/promises";
import type { TradingRuntime } from "./runtime";

type Purpose = "exit" | "entry";

/** Sends of one venue on their way at once, and of entries over all venues. The database is asked for many in one go. */
const EXITS_MOST = 32;
const ENTRIES_MOST = 32;
const ENTRIES_OVER_ALL = 64;

/** One venue's work. Its books follow each other; its sends go beside them, exits before entries. */
type Lane = {
  books: Promise<unknown>;
  readonly waiting: { readonly [purpose in Purpose]: (() => Promise<unknown>)[] };
  readonly out: { [purpose in Purpose]: number };
  readonly atWork: Set<Promise<unknown>>;
};

const byTrader = new WeakMap<TradingRuntime, Map<string, Lane>>();

function lanesOf(runtime: TradingRuntime): Map<string, Lane> {
  const known = byTrader.get(runtime) ?? new Map<string, Lane>();
  byTrader.set(runtime, known);
  return known;
}

function laneOf(runtime: TradingRuntime, venue: string): Lane {
  const lanes = lanesOf(runtime);
  const known = lanes.get(venue);
  if (known) return known;
  const lane: Lane = {
    books: Promise.resolve(),
    waiting: { exit: [], entry: [] },
    out: { exit: 0, entry: 0 },
    atWork: new Set(),
  };
  lanes.set(venue, lane);
  return lane;
}

/**
 * Keeps a venue's books one act after the other: matching, settling and reconciling read two truths and compare them,
 * so none may move while another looks. Venues do not wait for each other. Across processes the leader lock and the
 * database do the same. The work must not ask for its own venue's turn again: it would wait for itself.
 */
export function inLane<T>(runtime: TradingRuntime, venue: string, work: () => Promise<T>): Promise<T> {
  const lane = laneOf(runtime, venue);
  const next = lane.books.then(work, work);
  lane.books = next.catch(() => undefined);
  return watched(lane, next);
}

/**
 * Sends to a venue as soon as it may: an exit at once, or behind other exits of its venue when many go out; an entry
 * when no exit of its venue waits. Neither waits for the venue's books, nor for another venue.
 */
export function goOut<T>(
  runtime: TradingRuntime,
  venue: string,
  purpose: Purpose,
  send: () => Promise<T>,
): Promise<T> {
  const lane = laneOf(runtime, venue);
  const gone = new Promise<T>((done, fail) => {
    lane.waiting[purpose].push(() => send().then(done, fail));
  });
  letGo(runtime, lane);
  return watched(lane, gone);
}

/** Work for a venue that takes no turn and no place of it: `lanesIdle` waits for it all the same. */
export const besideLane = <T>(runtime: TradingRuntime, venue: string, work: Promise<T>): Promise<T> =>
  watched(laneOf(runtime, venue), work);

function letGo(runtime: TradingRuntime, lane: Lane): void {
  const { waiting, out } = lane;
  while (out.exit < EXITS_MOST && start(runtime, lane, "exit")) {}
  const most = waiting.entry.length > 0 ? entriesMost(runtime) : 0;
  while (waiting.exit.length === 0 && out.entry < most && start(runtime, lane, "entry")) {}
}

function start(runtime: TradingRuntime, lane: Lane, purpose: Purpose): boolean {
  const send = lane.waiting[purpose].shift();
  if (!send) return false;
  lane.out[purpose] += 1;
  const ended = () => {
    lane.out[purpose] -= 1;
    letGo(runtime, lane);
  };
  void send().then(ended, ended);
  return true;
}

function entriesMost(runtime: TradingRuntime): number {
  const lanes = [...lanesOf(runtime).values()];
  const sending = lanes.filter(({ waiting, out }) => waiting.entry.length + out.entry > 0).length;
  return Math.max(1, Math.min(ENTRIES_MOST, Math.floor(ENTRIES_OVER_ALL / sending)));
}

function watched<T>(lane: Lane, work: Promise<T>): Promise<T> {
  const ended: Promise<unknown> = work
    .catch(() => undefined)
    .then(() => {
      lane.atWork.delete(ended);
    });
  lane.atWork.add(ended);
  return work;
}

/** Resolves when no venue has anything left to do of what was handed over. */
export async function lanesIdle(runtime: TradingRuntime): Promise<void> {
  const atWork = () => [...lanesOf(runtime).values()].flatMap((lane) => [...lane.atWork]);
  for (let work = atWork(); work.length > 0; work = atWork()) await Promise.all(work);
}

/** What has ended well by then (wall clock); the rest goes on, and its failures are nobody's here. */
export async function endedWithin<T>(
  work: readonly Promise<T>[],
  mostMs: number,
): Promise<{ readonly done: readonly T[] }> {
  const done: T[] = [];
  const all = Promise.allSettled(work.map(async (one) => done.push(await one)));
  const late = new AbortController();
  await Promise.race([all, sleep(mostMs, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  return { done: [...done] };
}

/** The same work for each venue, all at once; the first failure is thrown when all have ended. */
export async function eachVenue<T>(
  venues: readonly string[],
  work: (venue: string) => Promise<T>,
): Promise<readonly T[]> {
  const ended = await Promise.allSettled(venues.map(work));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}
