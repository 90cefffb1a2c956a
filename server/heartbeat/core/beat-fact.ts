import type { WallMs } from "@/server/kernel/clock";

/** The newest sign of life of one part of the system. */
export type BeatFact = {
  readonly name: string;
  readonly wallAt: WallMs;
  readonly detail: { readonly [name: string]: unknown };
};
