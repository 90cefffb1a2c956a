import { runningQuestion } from "@/server/bots/running-question";
import { type MarketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { askTogether } from "@/server/platform/question";
import { startOfDay } from "@/server/portfolio/core/owner-day";
import type { EntryCounts } from "@/server/risk/core/loaded-book";
import { entryCountsQuestion } from "@/server/risk/count-entries";
import { guardsQuestion } from "@/server/risk/list-guards";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings, settingsQuestion } from "@/server/settings/get-settings";
import { modeQuestion, type TradingModeView } from "@/server/settings/get-trading-mode";
import type { EndCode } from "../core/end-code";
import type { Order } from "../core/order";
import {
  type SentEntry,
  THROTTLE_WINDOW_MS,
  type ThrottleLimits,
  type ThrottleVerdict,
  throttleEntry,
} from "../core/throttle";
import { holdsQuestion } from "../external/find-holds";
import { bookKey, entryLockOf } from "../find-entry-locks";
import type { TradingRuntime } from "../runtime";
import { sentEntriesQuestion } from "./store";

type Claim = SentEntry & { readonly orderId: string; readonly ofBook: string; readonly botId: string };
/** What a sender judges an entry by, as it was seen when its turn was given. */
export type SeenFacts = {
  readonly orderDeadlineMs: number;
  readonly mode: TradingModeView;
  readonly botRuns: boolean;
};
type Facts = {
  readonly settings: Settings;
  readonly mode: TradingModeView;
  readonly running: ReadonlySet<string>;
  readonly sent: ReadonlyMap<string, SentEntry>;
  readonly counts: EntryCounts;
  readonly lockOf: (order: Order) => EndCode | null;
};

/** Decides which entries go out now. An admission that was given is held until it is known to be used or given back. */
export type EntryThrottle = {
  /** Takes an admission where the answer is "now". */
  readonly ask: (order: Order) => ThrottleVerdict;
  /** What locks entries of the order's book, as read when the throttle was opened; null: nothing. */
  readonly lockOf: (order: Order) => EndCode | null;
  /** What else was read of it in the same moment; null where nothing could be. */
  readonly seen: (order: Order) => SeenFacts | null;
  /** False once it is too old to be asked, or another was opened after it: its answers could be one too many. */
  readonly holds: () => boolean;
};

/** Of an entry, what its limits are read by: also before it is written. */
export type Expected = Pick<Order, "userId" | "book" | "botId">;

/** What one trader remembers of the admissions it gave. */
type Memory = {
  /** Admissions given and not yet seen in the database: two senders at once must not both take the last one. */
  readonly claims: Map<string, Claim>;
  /** Claims whose orders were sent, with the count of readings begun by then: the next reading sees them. */
  readonly written: Map<string, number>;
  /** Sent times that lay in the future when first seen (the clock was set back), and when that was. */
  readonly corrected: Map<string, WallMs>;
  /** By owner, the zone whose day was asked about last. */
  readonly zones: Map<string, string>;
  readings: number;
  /** Throttles open one after the other: an admission that a later reading has seen is still known to an earlier one. */
  opening: Promise<unknown>;
};
const CORRECTED_MAX = 10_000;
const ZONES_MAX = 1_000;
/** Elapsed: so old a reading may be when it is asked. */
const HOLDS_MS = 250;
const memories = new WeakMap<TradingRuntime, Memory>();

function memoryOf(runtime: TradingRuntime): Memory {
  const known = memories.get(runtime);
  if (known) return known;
  const empty: Memory = {
    claims: new Map(),
    written: new Map(),
    corrected: new Map(),
    zones: new Map(),
    readings: 0,
    opening: Promise.resolve(),
  };
  memories.set(runtime, empty);
  return empty;
}

const NOT_YET: ThrottleVerdict = { kind: "wait", rule: "in_flight", until: null };

/**
 * Reads what limits the entries of these orders' owners: what is at the venues, what went out in the last minute and
 * today. Always from the database, so that a new leader goes on where the old one stopped; only the admissions being used
 * right now are in memory. Ask at once, before waiting for anything else: what was read grows old.
 */
export function openEntryThrottle(
  runtime: TradingRuntime,
  orders: readonly Expected[],
): Promise<EntryThrottle> {
  const open = () => readGate(runtime, orders);
  const memory = memoryOf(runtime);
  const throttle = memory.opening.then(open, open);
  memory.opening = throttle.catch(() => undefined);
  return throttle;
}

async function readGate(runtime: TradingRuntime, orders: readonly Expected[]): Promise<EntryThrottle> {
  const { clocks } = runtime;
  const books = new Map(orders.map((order) => [bookKey(order), order]));
  const memory = memoryOf(runtime);
  const { claims, written } = memory;
  memory.readings += 1;
  const reading = memory.readings;
  const readAt = performance.now();
  const facts = new Map<string, Facts>();
  const botIdsOf = (ofBook: string) =>
    orders.filter((order) => bookKey(order) === ofBook).map(({ botId }) => botId);
  for (const [ofBook, order] of books) {
    try {
      facts.set(ofBook, await readFacts(clocks, memory, order, botIdsOf(ofBook)));
    } catch (error) {
      // this owner's entries wait; the others' do not
      runtime.failed("reading the limits of entries", order.userId, error);
    }
  }
  for (const [orderId, before] of written) {
    if (before >= reading) continue;
    written.delete(orderId);
    claims.delete(orderId);
  }
  return {
    ask: (order) => {
      const known = facts.get(bookKey(order));
      // its owner's limits could not be read, or another sender has its admission already
      if (!known || claims.has(order.orderId)) return NOT_YET;
      const verdict = throttleEntry(factsFor(order, known, clocks.wall(), claims));
      if (verdict.kind === "now") claims.set(order.orderId, toClaim(order, clocks.wall()));
      return verdict;
    },
    lockOf: (order) =>
      runtime.feedHold?.(order.exchange, order.symbol) ?? facts.get(bookKey(order))?.lockOf(order) ?? null,
    holds: () => memory.readings === reading && performance.now() - readAt < HOLDS_MS,
    seen: (order) => {
      const known = facts.get(bookKey(order));
      if (!known) return null;
      const { settings, mode, running } = known;
      return { orderDeadlineMs: settings.orderDeadlineMs, mode, botRuns: running.has(order.botId) };
    },
  };
}

/** The admission was used: the order is in the database as sent. */
export function keepAdmission(runtime: TradingRuntime, orderId: string, sentAt: WallMs): void {
  const { claims, written, readings } = memoryOf(runtime);
  const claim = claims.get(orderId);
  if (!claim) return;
  claims.set(orderId, { ...claim, sentAt });
  written.set(orderId, readings);
}

/** The admission was not used. */
export function giveAdmissionBack(runtime: TradingRuntime, orderId: string): void {
  const { claims, written } = memoryOf(runtime);
  claims.delete(orderId);
  written.delete(orderId);
}

const toClaim = (order: Order, sentAt: WallMs): Claim => ({
  orderId: order.orderId,
  ofBook: bookKey(order),
  exchange: order.exchange,
  botId: order.botId,
  sentAt,
  working: true,
});

/** One trip to the database; a second one where the owner's day began at another instant than was thought. */
async function readFacts(
  { market, wall }: TradingRuntime["clocks"],
  { corrected, zones }: Memory,
  { userId, book }: Expected,
  botIds: readonly string[],
): Promise<Facts> {
  const now = wall();
  const at = market();
  const zone = zones.get(userId) ?? (await getSettings(userId)).timeZone;
  const read = (since: MarketMs) =>
    askTogether({
      settings: settingsQuestion(userId),
      mode: modeQuestion(userId),
      running: runningQuestion(botIds),
      sent: sentEntriesQuestion({ userId, book }, plusMs(now, -THROTTLE_WINDOW_MS)),
      counts: entryCountsQuestion({ userId, book, since, sentOnly: true }),
      guards: guardsQuestion({ userId, book }),
      isHeld: holdsQuestion([{ userId }]),
    });
  const first = await read(startOfDay(at, zone));
  const { timeZone } = first.settings;
  if (zones.size > ZONES_MAX) zones.clear();
  zones.set(userId, timeZone);
  const found = timeZone === zone ? first : await read(startOfDay(at, timeZone));
  const { guards, isHeld } = found;
  const { blacklist } = found.settings;
  return {
    ...found,
    sent: new Map(
      found.sent.map((row) => [row.orderId, { ...row, sentAt: correct(row, now, corrected) }] as const),
    ),
    lockOf: (one) => entryLockOf(one, { guards, isHeld, blacklist }, at),
  };
}

/** The time an entry was sent; one in the future is taken for the moment it was first seen to be. */
function correct(
  { orderId, sentAt }: { orderId: string; sentAt: WallMs },
  now: WallMs,
  corrected: Memory["corrected"],
): WallMs {
  if (corrected.size > CORRECTED_MAX) corrected.clear();
  const known = corrected.get(orderId);
  if (sentAt <= now) return sentAt;
  const seen = known !== undefined && known <= now ? known : now;
  corrected.set(orderId, seen);
  return seen;
}

function factsFor(
  order: Order,
  { settings: { limits }, sent, counts }: Facts,
  now: WallMs,
  claims: Memory["claims"],
) {
  const ofBook = bookKey(order);
  const own = [...claims.values()].filter((claim) => claim.ofBook === ofBook && !sent.has(claim.orderId));
  const { exchange, botId } = order;
  const count = (is: (claim: Claim) => boolean) => own.filter(is).length;
  return {
    exchange,
    now,
    limits: limitsOf(limits, exchange),
    sent: [...sent.values(), ...own],
    today: {
      exchange: (counts.byExchange.get(exchange) ?? 0) + count((claim) => claim.exchange === exchange),
      bot: (counts.byBot.get(botId) ?? 0) + count((claim) => claim.botId === botId),
      total: counts.total + own.length,
    },
  };
}

/** An exchange without limits of its own is bounded by those over everything. */
const NO_LIMIT = { perDay: Number.MAX_SAFE_INTEGER, gapMs: 0, inFlight: Number.MAX_SAFE_INTEGER };

function limitsOf({ exchanges, ...rest }: Settings["limits"], exchange: ExchangeName): ThrottleLimits {
  const own: { readonly [name: string]: ThrottleLimits["exchange"] } = exchanges;
  return { ...rest, exchange: own[exchange] ?? NO_LIMIT };
}
