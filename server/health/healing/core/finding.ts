// What is broken, what may be tried, and who is told when that does not help.

/** What is looked at, in the order it depends on each other. */
export const healParts = [
  "database",
  "worker",
  "engine",
  "cycle",
  "sweep",
  "feed",
  "orders",
  "locks",
  "audit",
  "disk",
  "memory",
  "clock",
] as const;
export type HealPart = (typeof healParts)[number];

/** Everything that is ever done by itself, by name; what each does stands in ../acts.ts. */
export const healActs = [
  "reconnect",
  "nudge_engine",
  "restart_worker",
  "plan_cycle",
  "sweep_stops",
  "reopen_stream",
  "ask_instead",
  "compare_venue",
  "end_holder",
  "seal_audit",
  "tidy",
  "collect_garbage",
  "measure_clock",
] as const;
export type HealAct = (typeof healActs)[number];

export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** One thing that is broken now. */
export type Finding = {
  readonly part: HealPart;
  /** which of them: an exchange, a venue, a slot; "" where there is one only */
  readonly subject: string;
  /** what was found, a sentence */
  readonly words: string;
  /** what a person can do when trying does not help, a sentence */
  readonly todo: string;
  /** the first try, the second, the third; the last of them again where there are fewer; none: nothing but a person helps */
  readonly acts: readonly HealAct[];
  /** what the acts are about: markets, a process id, a slot */
  readonly about: readonly string[];
  readonly severity: Severity;
  /** told at once, not only when trying has not helped */
  readonly atOnce: boolean;
};

export const findingKey = ({ part, subject }: Pick<Finding, "part" | "subject">): string =>
  subject === "" ? part : `${part}:${subject}`;
