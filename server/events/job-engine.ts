import type { MarketMs, WallMs } from "@/server/kernel/clock";

/** What any sender may hand in; server/events/catalog.ts types the names in use. */
export type SentEvent = {
  /** Taken once per id; without one every sending is a new event. */
  readonly id?: string;
  readonly name: string;
  readonly data?: object;
  /** Milliseconds UTC on the market clock; now when absent. */
  readonly ts?: number;
};

/** What the watchdog and the doctor ask: is it alive, and when did it last do its rounds. */
export type EngineStatus = {
  readonly kind: "embedded" | "server";
  readonly running: boolean;
  /** Last time the queue was looked at successfully, or the server answered; null before the first. */
  readonly lastLookAt: WallMs | null;
  /** Last time all schedules were looked at successfully. */
  readonly lastScheduleAt: WallMs | null;
  readonly lastScheduleMarketAt: MarketMs | null;
  readonly callsInFlight: number;
};

/**
 * Runs the functions of inngest/ durably. Two make it: the embedded one keeps everything in Postgres, the other
 * hands over to an Inngest server named by the environment.
 */
export type JobEngine = {
  /** Registers the functions and begins to work. Throws with the reason when a function cannot be accepted. */
  readonly start: () => Promise<void>;
  /** Durable once it returns. Throws EventRefused for an event that is too large or has no name. */
  readonly send: (events: readonly SentEvent[]) => Promise<{ readonly ids: readonly string[] }>;
  /** Takes no new work, waits up to `drainMs` (wall clock) for calls in flight, gives back the rest. */
  readonly stop: (options?: { readonly drainMs?: number }) => Promise<void>;
  readonly status: () => EngineStatus;
  /** Looks now at its queue and at what people asked for; where a server does the work, whether it answers. */
  readonly nudge: () => void;
};

/** An event that cannot be taken: a fault of the sender, not worth a retry. */
export class EventRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EventRefused";
  }
}
