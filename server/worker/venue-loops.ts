import type { TradingRuntime } from "@/server/execution/runtime";

/** Rounds of work by venue, each venue at its own pace: who starts them waits for none, and one that hangs misses only its own. */
export type VenueLoops = {
  /** Starts the venue's next round, unless it is still at its last one. What fails is told and comes again. */
  readonly start: (venue: string, round: () => Promise<unknown>) => void;
  /** Venues still at their last round. */
  readonly atWork: () => readonly string[];
  /** Resolves when none is at work. */
  readonly ended: () => Promise<void>;
};

/** Rounds that are called `doing` where one of them fails. */
export function venueLoops(runtime: TradingRuntime, doing: string): VenueLoops {
  const running = new Map<string, Promise<void>>();
  return {
    start: (venue, round) => {
      if (running.has(venue)) return;
      const ended = Promise.resolve()
        .then(round)
        .catch((error: unknown) => runtime.failed(doing, venue, error))
        .then(() => {
          running.delete(venue);
        });
      running.set(venue, ended);
    },
    atWork: () => [...running.keys()],
    ended: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
