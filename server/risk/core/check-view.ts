/** What one rule said to an order. */
export type CheckView = {
  readonly rule: string;
  readonly outcome: "passed" | "failed" | "cut";
  readonly words: string;
  /** "27.0 of 35 %" */
  readonly value: string;
};
