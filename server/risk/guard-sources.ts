import type { ExposureSources } from "./open-entry-exposure";

/** What the guards need of the running worker. */
export type GuardSources = ExposureSources & {
  /** The fencing token while this process leads, null while it stands by. */
  readonly leaderToken: () => bigint | null;
  /** Told when the work on one book or bot failed: the others go on, this one is tried again. */
  readonly failed: (doing: string, subject: string, error: unknown) => void;
};
