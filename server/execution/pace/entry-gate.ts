import { plusMs, type WallMs } from "@/server/kernel/clock";
import { startOfDay } from "@/server/portfolio/core/owner-day";
import { countEntries, type EntryCounts } from "@/server/risk/count-entries";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import type { EndCode } from "../core/end-code";
import type { Order } from "../core/order";
import { PACE_WINDOW_MS, type Pace, type PaceLimits, paceEntry, type SentEntry } from "../core/pace";
import { bookKey, findBookBars } from "../find-book-bars";
import type { TradingRuntime } from "../runtime";
import { findSentEntries } from "./store";

type Claim = SentEntry & { readonly orderId: string; readonly door: string; readonly botId: string };
type Facts = {
  readonly limits: Settings["limits"];
  readonly sent: ReadonlyMap<string, SentEntry>;
  readonly counts: EntryCounts;
  readonly bar: EndCode | null;
};

/** Decides which entries go out now. A turn that was given is held until it is known to be used or given back. */
export type EntryGate = {
  /** Takes a turn where the answer is "now". */
  readonly ask: (order: Order) => Pace;
  /** What bars entries of the order's book, as read when the gate was opened; null: nothing. */
  readonly barOf: (order: Order) => EndCode | null;
};

/** What one trader remembers of the turns it gave. */
type Memory = {
  /** Turns given and not yet seen in the database: two senders at once must not both take the last one. */
  readonly claims: Map<string, Claim>;
  /** Claims whose orders were sent, with the count of readings begun by then: the next reading sees them. */
  readonly written: Map<string, number>;
  /** Sent times that lay in the future when first seen (the clock was set back), and when that was. */
  readonly corrected: Map<string, WallMs>;
  readings: number;
  /** Gates open one after the other: a turn that a later reading has seen is still known to an earlier one. */
  opening: Promise<unknown>;
};
const CORRECTED_MAX = 10_000;
const memories = new WeakMap<TradingRuntime, Memory>();

function memoryOf(runtime: TradingRuntime): Memory {
  const known = memories.get(runtime);
  if (known) return known;
  const empty: Memory = {
    claims: new Map(),
    written: new Map(),
    corrected: new Map(),
    readings: 0,
    opening: Promise.resolve(),
  };
  memories.set(runtime, empty);
  return empty;
}

const NOT_YET: Pace = { kind: "wait", rule: "in_flight", until: null };

/**
 * Reads what limits the entries of these orders' owners: what is at the venues, what went out in the last minute and
 * today. Always from the database, so that a new leader goes on where the old one stopped; only the turns being used
 * right now are in memory. Ask at once, before waiting for anything else: what was read grows old.
 */
export function openEntryGate(runtime: TradingRuntime, orders: readonly Order[]): Promise<EntryGate> {
  const open = () => readGate(runtime, orders);
  const memory = memoryOf(runtime);
  const gate = memory.opening.then(open, open);
  memory.opening = gate.catch(() => undefined);
  return gate;
}

async function readGate(runtime: TradingRuntime, orders: readonly Order[]): Promise<EntryGate> {
  const { clocks } = runtime;
  const doors = new Map(orders.map((order) => [bookKey(order), order]));
  const memory = memoryOf(runtime);
  const { claims, written } = memory;
  memory.readings += 1;
  const reading = memory.readings;
  const facts = new Map<string, Facts>();
  for (const [door, order] of doors) {
    try {
      facts.set(door, await readFacts(clocks, memory, order));
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
      // its owner's limits could not be read, or another sender has its turn already
      if (!known || claims.has(order.orderId)) return NOT_YET;
      const pace = paceEntry(factsFor(order, known, clocks.wall(), claims));
      if (pace.kind === "now") claims.set(order.orderId, toClaim(order, clocks.wall()));
      return pace;
    },
    barOf: (order) => facts.get(bookKey(order))?.bar ?? null,
  };
}

/** The turn was used: the order is in the database as sent. */
export function keepTurn(runtime: TradingRuntime, orderId: string, sentAt: WallMs): void {
  const { claims, written, readings } = memoryOf(runtime);
  const claim = claims.get(orderId);
  if (!claim) return;
  claims.set(orderId, { ...claim, sentAt });
  written.set(orderId, readings);
}

/** The turn was not used. */
export function giveTurnBack(runtime: TradingRuntime, orderId: string): void {
  const { claims, written } = memoryOf(runtime);
  claims.delete(orderId);
  written.delete(orderId);
}

const toClaim = (order: Order, sentAt: WallMs): Claim => ({
  orderId: order.orderId,
  door: bookKey(order),
  exchange: order.exchange,
  botId: order.botId,
  sentAt,
  working: true,
});

async function readFacts(
  { market, wall }: TradingRuntime["clocks"],
  { corrected }: Memory,
  order: Order,
): Promise<Facts> {
  const { userId, book } = order;
  const settings = await getSettings(userId);
  const now = wall();
  const rows = await findSentEntries({ userId, book }, plusMs(now, -PACE_WINDOW_MS));
  // after the rows: what is among them is counted too
  const since = startOfDay(market(), settings.timeZone);
  const counts = await countEntries({ userId, book, since, sentOnly: true });
  const sent = new Map(rows.map((row) => [row.orderId, { ...row, sentAt: correct(row, now, corrected) }]));
  const bar = (await findBookBars([order], market())).get(bookKey(order)) ?? null;
  return { limits: settings.limits, sent, counts, bar };
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

function factsFor(order: Order, { limits, sent, counts }: Facts, now: WallMs, claims: Memory["claims"]) {
  const door = bookKey(order);
  const own = [...claims.values()].filter((claim) => claim.door === door && !sent.has(claim.orderId));
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

function limitsOf({ exchanges, ...rest }: Settings["limits"], exchange: string): PaceLimits {
  const own: { readonly [name: string]: PaceLimits["exchange"] } = exchanges;
  return { ...rest, exchange: own[exchange] ?? NO_LIMIT };
}
