import type { CheckView } from "./check-view";
import type { RiskVerdict } from "./rule";

export const pass = (rule: string, words: string, value: string): RiskVerdict => ({
  kind: "pass",
  check: { rule, outcome: "passed", words, value },
});

export const block = (reasonCode: string, rule: string, words: string, value: string): RiskVerdict => ({
  kind: "block",
  reasonCode,
  check: { rule, outcome: "failed", words, value },
});

export const cut = (
  amount: Extract<RiskVerdict, { kind: "shrink" }>["amount"],
  check: Omit<CheckView, "outcome">,
): RiskVerdict => ({ kind: "shrink", amount, check: { ...check, outcome: "cut" } });

type Ratio = { times(by: number): { toFixed(decimals?: number, rounding?: 1): string } };

/** A fraction as a plain number of percent, exact: "35". */
export const percent = (ratio: Ratio): string => ratio.times(100).toFixed();

const SHOWN_DECIMALS = 2;
/** A fraction as percent, cut to two decimals: a figure below a limit never reads as if it had reached it. */
export const shownPercent = (ratio: Ratio): string => ratio.times(100).toFixed(SHOWN_DECIMALS, 1);
