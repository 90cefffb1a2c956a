/** What one source said to a decision, and what it weighed. */
export type SignalView = {
  readonly source: string;
  readonly state: "real" | "simulated" | "absent";
  readonly defaultWeight: string;
  readonly usedWeight: string | null;
  /** -1 (sell) … +1 (buy) */
  readonly score: string | null;
  readonly words: string;
  readonly adds: string | null;
};
