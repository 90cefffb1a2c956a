// What pages and chat see of the bodyguard. Values are plain numbers as text, times ISO UTC on the market clock.
import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { type CheckName, checks } from "./checks";
import type { Detection } from "./detection";
import { plainNumber } from "./plain-number";

export const units = ["ratio", "count", "times", "deviations"] as const;
export type Unit = (typeof units)[number];

/** In what each check counts. */
export const unitOf = {
  hour_loss: "ratio",
  drawdown: "ratio",
  streak: "count",
  frequency: "count",
  size_jump: "times",
  loss_jump: "times",
  drift: "deviations",
  bot_day_loss: "ratio",
  crowding: "count",
  book_day_loss: "ratio",
} as const satisfies { readonly [name in CheckName]: Unit };

export type DetectionView = {
  readonly detectionId: string;
  readonly book: Book;
  readonly botId: string | null;
  readonly subject: string;
  readonly check: CheckName;
  readonly title: string;
  readonly severity: Detection["severity"];
  readonly state: Detection["state"];
  readonly unit: Unit;
  readonly value: string;
  readonly threshold: string;
  readonly reason: string;
  /** what of the past was looked at */
  readonly window: string;
  /** what it was worked out from */
  readonly figures: readonly { readonly name: string; readonly value: string }[];
  /** since when the fault was there; null where that is not known */
  readonly faultAt: string | null;
  readonly firstAt: string;
  readonly confirmedAt: string | null;
  /** from the beginning of the fault to its confirmation; null where either is not known */
  readonly delayMs: number | null;
  readonly act: Detection["act"];
  readonly rung: number | null;
  readonly until: string | null;
  readonly outcome: Detection["outcome"];
  readonly endedAt: string | null;
  readonly verdict: Detection["verdict"];
  readonly verdictNote: string;
};

export type DetectionPage = {
  readonly detections: readonly DetectionView[];
  readonly nextCursor: string | null;
};

/** The bot, market or currency that is nearest to a check's threshold. */
export type WorstView = {
  readonly of: string;
  readonly botId: string | null;
  readonly value: string;
  readonly limit: string;
  /** value of limit, a fraction */
  readonly share: number;
};

export type CheckView = {
  readonly check: CheckName;
  readonly title: string;
  readonly severity: Detection["severity"];
  readonly does: string;
  readonly looks: number;
  readonly unit: Unit;
  readonly settings: readonly { readonly setting: string; readonly words: string; readonly value: string }[];
  readonly worst: WorstView | null;
  /** how many are suspected, or held, for it now */
  readonly standing: number;
};

export type RestingView = {
  readonly botId: string;
  readonly name: string;
  readonly check: CheckName;
  readonly reason: string;
  readonly rung: number;
  readonly until: string | null;
  readonly detectionId: string;
};

export type BodyguardStatus = {
  readonly book: Book;
  /** of the newest look; null before the first */
  readonly lookedAt: string | null;
  readonly watched: number;
  readonly checks: readonly CheckView[];
  readonly resting: readonly RestingView[];
  readonly ladder: { readonly hours: readonly number[]; readonly days: number };
  readonly judgement: {
    readonly acted: number;
    readonly right: number;
    readonly falseAlarms: number;
    readonly unmarked: number;
    readonly falseRate: number | null;
    readonly delayMs: { readonly median: number; readonly longest: number } | null;
  };
};

const iso = (at: Parameters<typeof toDate>[0] | null): string | null =>
  at === null ? null : toDate(at).toISOString();

/** How long a fault went unseen; the day's locks know no beginning. */
export const delayOf = ({ faultAt, confirmedAt }: Detection): number | null =>
  faultAt === null || confirmedAt === null ? null : Math.max(0, confirmedAt - faultAt);

export const toDetectionView = (one: Detection): DetectionView => ({
  detectionId: one.detectionId,
  book: one.book,
  botId: one.botId,
  subject: one.subject,
  check: one.check,
  title: checks[one.check].title,
  severity: one.severity,
  state: one.state,
  unit: unitOf[one.check],
  value: plainNumber(one.value),
  threshold: plainNumber(one.threshold),
  reason: one.reason,
  window: one.window,
  figures: Object.entries(one.figures).map(([name, value]) => ({ name, value })),
  faultAt: iso(one.faultAt),
  firstAt: iso(one.firstAt) ?? "",
  confirmedAt: iso(one.confirmedAt),
  delayMs: delayOf(one),
  act: one.act,
  rung: one.rung,
  until: iso(one.until),
  outcome: one.outcome,
  endedAt: iso(one.endedAt),
  verdict: one.verdict,
  verdictNote: one.verdictNote,
});
