import { setTimeout as sleep } from "node:timers/promises";
import { type Clocks, type MarketMs, wallMs } from "@/server/kernel/clock";
import { Fault } from "@/server/kernel/result";
import {
  catchUpWith,
  hasEnded,
  type MarketTime,
  nextCeiling,
  raiseCeiling,
  readMarketTime,
} from "./core/market-time";
import type { MarketLogger } from "./market-logger";
import type { OpenMarketSession } from "./open-market-session";
import { saveClock } from "./store";

export type MarketClock = {
  readonly clocks: Clocks;
  readonly speed: number;
  /** true once the recording has run out; market time stands still then */
  readonly ended: () => boolean;
  /** true when another process runs this session's clock: this one stands still for good */
  readonly displaced: () => boolean;
  /** Stops, and saves the instant it stopped at so that the next start goes on from exactly there. */
  readonly stop: () => Promise<void>;
};

type ClockOptions = {
  readonly session: OpenMarketSession;
  readonly logger: MarketLogger;
  /** live prices go by the machine's own time, also after a pause: the clock never falls behind it */
  readonly followsWall?: boolean;
  /** milliseconds of a source that never goes back; only differences count */
  readonly monotonicMs?: () => number;
  readonly wallNow?: () => number;
};

const SAVE_EVERY_MS = 500;
/** A database that does not answer must not hold the stop of the app back. */
const STOP_MAX_MS = 1_500;

/**
 * The market clock of recorded and simulated prices: from where the session stopped, at the session's speed,
 * pausing while the app is off. Before any instant is handed out, a ceiling above it is saved; the next start
 * goes on at the ceiling, so market time never runs backwards, not even after kill -9 (it may skip up to two
 * wall seconds × speed then). While the database cannot be reached the clock stands still at the ceiling.
 * With `followsWall` it is the machine's time instead, and still never goes back: set back, the machine is waited for.
 * Throws a Fault when the session cannot be taken.
 */
export async function startMarketClock(options: ClockOptions): Promise<MarketClock> {
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const wallNow = options.wallNow ?? (() => Date.now());
  const keeper = new CeilingKeeper(options, monotonicMs, wallNow);
  if (!(await keeper.extend())) {
    throw new Fault("market", false, `Another process runs the market clock of ${options.session.source}.`);
  }
  const stopping = new AbortController();
  const running = keepExtending(keeper, options.logger, stopping.signal);
  return {
    clocks: { market: () => keeper.now(), wall: () => wallMs(wallNow()) },
    speed: options.session.speed,
    ended: () => hasEnded(keeper.time, monotonicMs()),
    displaced: () => keeper.displaced,
    stop: async () => {
      stopping.abort();
      const settled = running
        .then(() => keeper.settle())
        .catch((error: unknown) => {
          options.logger.warn(
            { err: error },
            "the market clock could not be saved at its end: it goes on at its ceiling",
          );
        });
      await Promise.race([settled, sleep(STOP_MAX_MS, undefined, { ref: false })]);
    },
  };
}

async function keepExtending(
  keeper: CeilingKeeper,
  logger: MarketLogger,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted && !keeper.displaced) {
    await sleep(SAVE_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await keeper.extend();
      if (failures > 0) logger.info({ failures }, "the market clock is saved again and goes on");
      failures = 0;
    } catch (error) {
      failures++;
      if (failures === 1)
        logger.warn({ err: error }, "the market clock cannot be saved: it stops at its ceiling");
    }
  }
  if (keeper.displaced) logger.error({}, "another process runs the market clock: this one stands still");
}

/** Holds the clock's state and its row in step. */
class CeilingKeeper {
  time: MarketTime;
  displaced = false;
  private readonly source: string;
  /** Ceilings that may stand in the row: the confirmed one, and one whose save had no answer. */
  private expected: readonly MarketMs[];
  private readonly followsWall: boolean;

  constructor(
    { session, followsWall = false }: ClockOptions,
    private readonly monotonicMs: () => number,
    private readonly wallNow: () => number,
  ) {
    const { resumeAt, speed, endAt, source } = session;
    this.source = source;
    this.expected = [resumeAt];
    this.followsWall = followsWall;
    this.time = { anchor: resumeAt, anchorMonotonicMs: monotonicMs(), ceiling: resumeAt, speed, endAt };
  }

  /** Market time; a clock that follows the machine's is there first. */
  now(): MarketMs {
    if (this.followsWall && !this.displaced)
      this.time = catchUpWith(this.time, this.monotonicMs(), this.wallNow());
    return readMarketTime(this.time, this.monotonicMs());
  }

  /** Saves a higher ceiling, then lets the clock use it. False when the session was taken over. */
  async extend(): Promise<boolean> {
    this.now();
    const ceiling = nextCeiling(this.time, this.monotonicMs());
    if (!(await this.save(ceiling))) return false;
    this.time = raiseCeiling(this.time, this.monotonicMs(), ceiling);
    return true;
  }

  /** Stops here, and brings the ceiling down to the last instant handed out. */
  async settle(): Promise<void> {
    const now = this.freeze();
    if (!this.displaced) await this.save(now);
  }

  private freeze(): MarketMs {
    const now = readMarketTime(this.time, this.monotonicMs());
    this.time = { ...this.time, anchor: now, anchorMonotonicMs: this.monotonicMs(), ceiling: now, speed: 0 };
    return now;
  }

  private async save(ceiling: MarketMs): Promise<boolean> {
    const before = this.expected;
    this.expected = [...new Set([...before, ceiling])];
    const marketAt = readMarketTime(this.time, this.monotonicMs());
    const saved = await saveClock({
      source: this.source,
      expected: this.expected,
      marketAt,
      wallAt: wallMs(this.wallNow()),
      ceiling,
    });
    this.expected = [ceiling];
    this.displaced = !saved;
    if (!saved) this.freeze();
    return saved;
  }
}
