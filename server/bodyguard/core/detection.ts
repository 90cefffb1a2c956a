import type { Book } from "@/server/kernel/book";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { CheckName, Severity } from "./checks";

export const detectionStates = ["suspected", "confirmed", "ended"] as const;
export const detectionActs = ["none", "told", "locked", "quarantined", "archived"] as const;
export const detectionOutcomes = [
  "open",
  "cleared",
  "lapsed",
  "released",
  "let_go",
  "left",
  "archived",
  "restored",
] as const;
export const verdicts = ["right", "false_alarm"] as const;

export type DetectionState = (typeof detectionStates)[number];
export type DetectionAct = (typeof detectionActs)[number];
export type DetectionOutcome = (typeof detectionOutcomes)[number];
export type Verdict = (typeof verdicts)[number];

/** What is found before it is written down. */
export type Finding = {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly value: number;
  readonly threshold: number;
  readonly reason: string;
  readonly window: string;
  readonly figures: { readonly [name: string]: string };
  readonly since: MarketMs | null;
};

/** One detection as it is kept. */
export type Detection = Omit<Finding, "since"> & {
  readonly detectionId: string;
  readonly book: Book;
  /** null for what is about a market or a whole book */
  readonly botId: string | null;
  readonly subject: string;
  readonly state: DetectionState;
  readonly faultAt: MarketMs | null;
  readonly firstAt: MarketMs;
  readonly firstWallAt: WallMs;
  readonly confirmedAt: MarketMs | null;
  readonly act: DetectionAct;
  readonly rung: number | null;
  readonly until: MarketMs | null;
  readonly outcome: DetectionOutcome;
  readonly endedAt: MarketMs | null;
  readonly verdict: Verdict | null;
  readonly verdictNote: string;
};
