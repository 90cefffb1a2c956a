import type { AlertAsk } from "@/server/alerts/core/alert";
import type { AlertKind } from "@/server/alerts/core/kinds";
import { raiseAlert, resolveAlert } from "@/server/alerts/raise-alert";
import { jobContext } from "@/server/audit/job-context";
import { findingKey, type HealPart } from "@/server/health/healing/core/finding";
import type { Heal } from "@/server/health/healing/core/plan-heals";
import type { HealingParts } from "@/server/health/healing/create-healing";
import type { Clocks } from "@/server/kernel/clock";

/** What is late with the jobs has its own alert, from the watchdog's entries of the trail: it is not told twice. */
const KINDS: { readonly [part in HealPart]: AlertKind | null } = {
  database: "database_down",
  worker: "worker_dead",
  engine: null,
  cycle: null,
  sweep: null,
  feed: "feed_frozen",
  orders: "order_stuck",
  locks: "lease_stale",
  audit: "outbox_lag",
  disk: "disk_full",
  memory: "memory_full",
  clock: "clock_skew",
};

/** Tells the owner what trying has not mended, and that it is over. */
export function createHealTeller(
  clocks: Clocks,
  userId: string,
): Required<Pick<HealingParts, "tell" | "untell">> {
  const contextOf = ({ healId }: Heal) => jobContext(clocks, userId, "self-healing", healId);
  return {
    tell: async (heal) => {
      const ask = toAlert(heal);
      if (ask) await raiseAlert(ask, contextOf(heal));
    },
    untell: async (heal) => {
      const ask = toAlert(heal);
      if (ask) await resolveAlert(ask.dedupeKey, "It is well again.", contextOf(heal));
    },
  };
}

/** The alert a heal comes to; null where another tells of it. */
export function toAlert({ finding, tries }: Heal): AlertAsk | null {
  const { part, subject, severity, words, todo } = finding;
  const isDown = part === "feed" && subject.endsWith(" down");
  const kind = isDown ? "exchange_down" : KINDS[part];
  if (kind === null) return null;
  const last = tries.at(-1);
  const failed = tries.length === 0 ? "" : ` Tried ${tries.length} times, the last: ${last?.said}.`;
  return {
    kind,
    severity,
    subject: aboutOf(part, subject.replace(/ down$/, "")),
    dedupeKey: `heal:${findingKey(finding)}`,
    why: `${words}${failed}`,
    todo,
    facts: { tries: tries.length, ...(last && { act: last.act }) },
  };
}

function aboutOf(part: HealPart, subject: string): string {
  if (part === "feed") return `exchange:${subject}`;
  return part === "orders" ? `venue:${subject}` : `system:${part}`;
}
