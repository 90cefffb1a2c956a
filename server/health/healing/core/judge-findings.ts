// Facts to findings, one function a part. What a part's own loop mends within seconds is no finding: each has a bound that
// the loop has missed by then.

import type { ExchangeName } from "@/server/kernel/exchange-names";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { ageWords } from "../../core/age-words";
import type { JobAlarm } from "../../core/judge-jobs";
import type { Finding, HealAct, HealPart, Severity } from "./finding";

type Told = Pick<Finding, "words" | "todo"> & Partial<Finding>;

const find = (part: HealPart, severity: Severity, acts: readonly HealAct[], told: Told): Finding => ({
  part,
  subject: "",
  about: [],
  atOnce: false,
  severity,
  acts,
  ...told,
});

const LOG = "Look at the worker's log.";

/** `answerMs`: null where it did not answer in time. */
export function judgeDatabase(answerMs: number | null): readonly Finding[] {
  if (answerMs !== null) return [];
  const words = "The database does not answer the worker.";
  const todo =
    "The supervisor starts a database that ended; see that its disk is not full and its process runs.";
  return [find("database", "critical", ["reconnect"], { words, todo })];
}

const JOB_ACTS: { readonly [part in JobAlarm["part"]]: readonly HealAct[] } = {
  engine: ["nudge_engine", "nudge_engine", "restart_worker"],
  schedule: ["nudge_engine", "nudge_engine", "restart_worker"],
  cycle: ["plan_cycle"],
  sweep: ["sweep_stops"],
  slots: [],
};

/** What the watchdog beside the engine found late; decisions that were missed are past and nothing can be tried. */
export function judgeJobAlarms(
  alarms: readonly JobAlarm[],
  engine: "embedded" | "server",
): readonly Finding[] {
  return alarms.flatMap(({ part, words }) => {
    if (part === "slots") return [];
    // a server of its own is nobody's here to mend: restarting the worker would change nothing
    const acts = engine === "server" && (part === "engine" || part === "schedule") ? [] : JOB_ACTS[part];
    const name = part === "schedule" ? "engine" : part;
    return [find(name, "high", acts, { subject: part === "schedule" ? "schedule" : "", words, todo: LOG })];
  });
}

export type FeedFacts = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  /** how long it stands still though others move; null where it does not */
  readonly frozenMs: number | null;
};

const NAMED = 3;

/** Markets that stand still or are silent while others are not, one finding an exchange. */
export function judgeFeeds(feeds: readonly FeedFacts[], canReopen: boolean): readonly Finding[] {
  const ill = feeds.filter(({ frozenMs }) => frozenMs !== null);
  return [...Map.groupBy(ill, ({ exchange }) => exchange)].map(([exchange, markets]) => {
    const longestMs = Math.max(...markets.map(({ frozenMs }) => frozenMs ?? 0));
    const all = markets.map(({ symbol }) => symbol);
    const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : "";
    const label = exchangeLabel(exchange);
    return find("feed", "high", canReopen ? ["reopen_stream", "ask_instead"] : [], {
      subject: exchange,
      about: all,
      words: `${label} tells no new price of ${all.slice(0, NAMED).join(", ")}${more} for ${ageWords(longestMs)} though others move. Nothing is bought by it.`,
      todo: `See whether ${label} has an outage. Open positions have their stop at the exchange; close them there if you must.`,
    });
  });
}

const DOWN_MS = 30_000;

/** Exchanges whose prices cannot be had at all. */
export const judgeReach = (
  sources: readonly {
    readonly exchange: ExchangeName;
    readonly watched: number;
    readonly downMs: number | null;
  }[],
): readonly Finding[] =>
  sources.flatMap(({ exchange, watched, downMs }) => {
    if (watched === 0 || downMs === null || downMs < DOWN_MS) return [];
    const label = exchangeLabel(exchange);
    const words = `${label} has not been reached for ${ageWords(downMs)}.`;
    const todo = `See whether ${label} is up and this machine has its network. Bots there wait; stops at the exchange stay.`;
    return [find("feed", "high", ["reopen_stream"], { subject: `${exchange} down`, about: [], words, todo })];
  });

/** Orders by venue whose outcome is unknown long after their deadline. */
export const judgeOrders = (
  stuck: readonly { readonly venue: string; readonly orders: number; readonly oldestMs: number }[],
): readonly Finding[] =>
  stuck.map(({ venue, orders, oldestMs }) =>
    find("orders", "high", ["compare_venue"], {
      subject: venue,
      about: [venue],
      words: `${venue} has not said for ${ageWords(oldestMs)} what became of ${orders === 1 ? "an order" : `${orders} orders`}.`,
      todo: "Look there by the client order id on the orders page. They stay counted; nothing is sent again.",
    }),
  );

export type Holder = {
  readonly pid: number;
  /** how long it has been in its transaction without doing anything */
  readonly idleMs: number;
  readonly waiters: number;
  /** the role it came with, or what its program calls itself */
  readonly who: string;
};

/** Transactions that were left open and that others wait for: their holder is dead, or has forgotten them. */
export const judgeLocks = (holders: readonly Holder[]): readonly Finding[] =>
  holders.map(({ pid, idleMs, waiters, who }) =>
    find("locks", "high", ["end_holder"], {
      subject: String(pid),
      about: [String(pid)],
      words: `A transaction of ${who} has been left open for ${ageWords(idleMs)}, and ${waiters} wait for it.`,
      todo: `End it as the database's owner: SELECT pg_terminate_backend(${pid}).`,
    }),
  );

const SEAL_LATE_MS = 60_000;
const OUTBOX_LATE_MS = 48 * 3_600_000;

/** The audit chain behind its entries, and events for pages that nobody has tidied for two days beyond their time. */
export function judgeAudit(facts: {
  readonly unsealed: number;
  readonly oldestUnsealedMs: number | null;
  readonly outboxOverdueMs: number;
}): readonly Finding[] {
  const { unsealed, oldestUnsealedMs, outboxOverdueMs } = facts;
  const found: Finding[] = [];
  if (oldestUnsealedMs !== null && oldestUnsealedMs > SEAL_LATE_MS)
    found.push(
      find("audit", "high", ["seal_audit"], {
        subject: "seals",
        words: `${unsealed} audit rows wait for their seal, the oldest for ${ageWords(oldestUnsealedMs)}.`,
        todo: LOG,
      }),
    );
  if (outboxOverdueMs > OUTBOX_LATE_MS)
    found.push(
      find("audit", "medium", ["tidy"], {
        subject: "events",
        words: `Events for pages are kept ${ageWords(outboxOverdueMs)} longer than they should be: the nightly tidying does not come.`,
        todo: "See on Jobs whether it is paused.",
      }),
    );
  return found;
}

export type Space = { readonly freeBytes: number; readonly totalBytes: number };

const FULL_AT = 0.8;
const TIGHT_AT = 0.9;
/** Below by so much it is well again: it must not come and go. */
const SLACK = 0.02;

/** Disk and memory at 80 and 90 %. `wasFull`: it was found so before. */
export function judgeSpace(
  part: "disk" | "memory",
  { freeBytes, totalBytes }: Space,
  wasFull: boolean,
): readonly Finding[] {
  if (totalBytes <= 0) return [];
  const used = 1 - freeBytes / totalBytes;
  if (used < (wasFull ? FULL_AT - SLACK : FULL_AT)) return [];
  const isTight = used >= TIGHT_AT;
  const words = `${Math.floor(used * 100)} % of the ${part} is used.`;
  const todo =
    part === "disk"
      ? "Make room, or shorten what is kept under Settings. At 100 % the database stops, and trading with it."
      : "Run fewer bots or backtests, or give the machine more. What is short of memory is ended by the system.";
  const act: HealAct = part === "disk" ? "tidy" : "collect_garbage";
  return [find(part, isTight ? "high" : "medium", isTight ? [act] : [], { words, todo, atOnce: true })];
}

/** The worker's own memory against what its engine may have. */
export function judgeHeap(heap: {
  readonly usedBytes: number;
  readonly limitBytes: number;
}): readonly Finding[] {
  const used = heap.limitBytes > 0 ? heap.usedBytes / heap.limitBytes : 0;
  if (used < TIGHT_AT) return [];
  const words = `The worker uses ${Math.floor(used * 100)} % of the memory it may have.`;
  const todo = "Run fewer bots; a worker that runs out is started again, with its stops.";
  const acts: readonly HealAct[] = ["collect_garbage", "collect_garbage", "restart_worker"];
  return [find("memory", "high", acts, { subject: "worker", words, todo })];
}

/** An exchange's clock less ours; Luno and others that tell none are not among them. */
export type ClockFact = { readonly exchange: ExchangeName; readonly offsetMs: number };

const SKEW_MS = 2_000;
/** Nothing is bought from there on: an exchange refuses the orders, and a candle is judged by the wrong age. */
export const SKEW_HOLD_MS = 10_000;

/**
 * How far this machine's clock is off: the offset of the exchange that agrees best with it, which one wrong clock among the
 * exchanges does not move. Null where none was read.
 */
export function skewOf(clocks: readonly ClockFact[]): number | null {
  const best = clocks.toSorted((a, b) => Math.abs(a.offsetMs) - Math.abs(b.offsetMs))[0];
  return best ? best.offsetMs : null;
}

export function judgeClock(clocks: readonly ClockFact[]): readonly Finding[] {
  const skewMs = skewOf(clocks);
  if (skewMs === null || Math.abs(skewMs) < SKEW_MS) return [];
  const way = skewMs > 0 ? "behind" : "ahead of";
  const held = Math.abs(skewMs) >= SKEW_HOLD_MS ? " Nothing is bought until it is set." : "";
  const words = `This machine's clock is ${ageWords(Math.abs(skewMs))} ${way} the exchanges'.${held}`;
  const todo = "Set it by a time server (timedatectl set-ntp true).";
  return [find("clock", "high", ["measure_clock"], { words, todo, atOnce: true })];
}
