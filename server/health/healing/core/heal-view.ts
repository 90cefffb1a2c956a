import type { HealOutcome } from "./plan-heals";

/** One thing that broke, and what became of it. Times ISO UTC, wall clock; durations ms. */
export type HealView = {
  readonly healId: string;
  readonly part: string;
  readonly subject: string;
  readonly severity: string;
  readonly words: string;
  readonly todo: string;
  readonly foundWallAt: string;
  /** null while it is broken */
  readonly endedWallAt: string | null;
  /** from found to well again, or to now */
  readonly lastedMs: number;
  /** null while it is broken */
  readonly outcome: HealOutcome | null;
  readonly toldWallAt: string | null;
  readonly tries: readonly {
    readonly act: string;
    /** the act in words */
    readonly label: string;
    readonly wallAt: string;
    readonly durationMs: number;
    readonly ok: boolean;
    readonly said: string;
  }[];
};

export type HealsView = {
  readonly open: number;
  readonly heals: readonly HealView[];
  /** what is looked at, and how often */
  readonly policy: string;
};
