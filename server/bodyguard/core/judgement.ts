// How well the bodyguard judges, by what the owner said of what it did.
import type { CheckName } from "./checks";

export type Judged = {
  readonly check: CheckName;
  /** null while the owner has said nothing */
  readonly verdict: "right" | "false_alarm" | null;
  /** from when the fault began to when it was confirmed; null where its beginning is not known */
  readonly delayMs: number | null;
};

export type Judgement = {
  readonly acted: number;
  readonly right: number;
  readonly falseAlarms: number;
  readonly unmarked: number;
  /** false alarms of those marked, as a fraction; null before any is */
  readonly falseRate: number | null;
  /** of those whose beginning is known; null where none is */
  readonly delayMs: { readonly median: number; readonly longest: number } | null;
};

/** Sums up what was confirmed. A detection that nobody marked counts neither way. */
export function sumJudgement(detections: readonly Judged[]): Judgement {
  const of = (verdict: Judged["verdict"]) => detections.filter((one) => one.verdict === verdict).length;
  const [right, falseAlarms, unmarked] = [of("right"), of("false_alarm"), of(null)];
  const delays = detections
    .filter(({ verdict }) => verdict !== "false_alarm")
    .flatMap(({ delayMs }) => delayMs ?? [])
    .toSorted((one, other) => one - other);
  const [median, longest] = [delays[Math.floor((delays.length - 1) / 2)], delays.at(-1)];
  return {
    acted: detections.length,
    right,
    falseAlarms,
    unmarked,
    falseRate: right + falseAlarms === 0 ? null : falseAlarms / (right + falseAlarms),
    delayMs: median === undefined || longest === undefined ? null : { median, longest },
  };
}
