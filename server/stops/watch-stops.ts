import { goOut } from "@/server/execution/lanes";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendExit } from "@/server/execution/send-orders";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { maxOf } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { StopHit } from "@/server/positions/core/check-stops";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { closeHit, findHit } from "./close-hit-positions";

export type StopWatch = {
  /** Reads the open positions again; call after fills. Peaks that are not known yet are read beside it. */
  readonly refresh: () => Promise<void>;
  /**
   * Checks the ticks against all stops, in memory, and hands the exits that are due to their venues' lanes, where they
   * are asked for and sent. Waits for nothing.
   */
  readonly onTicks: (ticks: readonly Tick[]) => void;
  /** Prices were lost: what was the highest of them is read anew, beside the prices that come. */
  readonly onGap: () => void;
  readonly watched: () => number;
  /** Resolves when the peaks that are being read have been. */
  readonly recalled: () => Promise<void>;
};

/**
 * Watches every open position in memory and reacts to ticks, not to the cycle. A position whose exit is on its way
 * is not asked again until the list is refreshed; one whose exit could not be asked for is tried again within a second.
 * What fails for one position stops none of the others. One that is new here, or whose peak has just been read, is
 * checked against the last price at once.
 *
 * `highestSince` gives the highest price since the position was opened, so that a trailing stop survives a restart.
 * Until it is there the trailing stop knows what was seen meanwhile; the stop and the target need no peak.
 */
export const createStopWatch = (runtime: TradingRuntime, highestSince: HighestSince): StopWatch =>
  new Watch(runtime, highestSince);

type HighestSince = (position: OpenPosition) => Promise<OpenPosition["highestPrice"] | null>;
type Closing = { readonly kind: "asking" | "on its way" } | { readonly kind: "failed"; readonly at: WallMs };

/** Wall clock, before an exit that could not be asked for is tried again. */
const RETRY_MS = 1_000;

class Watch implements StopWatch {
  private count = 0;
  private byMarket = new Map<string, OpenPosition[]>();
  /** Highest price of each watched position: as stored, as seen, and of its peak once that is read. */
  private readonly highest = new Map<string, OpenPosition["highestPrice"]>();
  private readonly peaks = new Map<string, "being read" | "known">();
  /** Since the last refresh: what became of asking for a position's exit. */
  private readonly closing = new Map<string, Closing>();
  /** By exchange, the reading of peaks: one whose candles do not come holds up its own only. */
  private readonly readings = new Map<string, Promise<void>>();

  constructor(
    private readonly runtime: TradingRuntime,
    private readonly highestSince: HighestSince,
  ) {}

  readonly watched = (): number => this.count;

  readonly refresh = async (): Promise<void> => {
    const positions = await listOpenPositions({});
    const open = new Set(positions.map((position) => position.positionId));
    for (const positionId of this.highest.keys()) if (!open.has(positionId)) this.forget(positionId);
    for (const [positionId, { kind }] of this.closing) if (kind !== "asking") this.closing.delete(positionId);
    this.count = positions.length;
    this.byMarket = Map.groupBy(positions, (position) => `${position.exchange} ${position.symbol}`);
    for (const position of positions) {
      const { positionId, highestPrice } = position;
      if (!this.peaks.has(positionId)) this.recall(position);
      if (this.highest.has(positionId)) continue;
      this.highest.set(positionId, highestPrice);
      this.checkNow(position);
    }
  };

  readonly onTicks = (ticks: readonly Tick[]): void => {
    for (const tick of ticks)
      for (const position of this.byMarket.get(`${tick.exchange} ${tick.symbol}`) ?? [])
        this.check(position, tick);
  };

  readonly onGap = (): void => {
    for (const positions of this.byMarket.values()) for (const position of positions) this.recall(position);
  };

  readonly recalled = async (): Promise<void> => {
    await Promise.all(this.readings.values());
  };

  private forget(positionId: string): void {
    this.highest.delete(positionId);
    this.peaks.delete(positionId);
  }

  private recall(position: OpenPosition): void {
    this.peaks.set(position.positionId, "being read");
    const before = this.readings.get(position.exchange) ?? Promise.resolve();
    this.readings.set(
      position.exchange,
      before.then(() => this.readPeak(position)),
    );
  }

  private async readPeak(position: OpenPosition): Promise<void> {
    const { positionId } = position;
    try {
      const peak = await this.highestSince(position);
      const seen = this.highest.get(positionId);
      // closed meanwhile
      if (!seen) return;
      this.peaks.set(positionId, "known");
      if (!peak?.gt(seen)) return;
      this.highest.set(positionId, peak);
      this.checkNow(position);
    } catch (error) {
      // without its peak the stop and the target still hold; the next refresh asks again
      this.peaks.delete(positionId);
      this.runtime.failed("reading the highest price", positionId, error);
    }
  }

  /** Against the last price, if it is younger than the position. */
  private checkNow(position: OpenPosition): void {
    const tick = this.runtime.lastTick(position.exchange, position.symbol);
    if (tick && tick.at > position.openedMarketAt) this.check(position, tick);
  }

  private isLeftAlone(positionId: string, now: WallMs): boolean {
    const asked = this.closing.get(positionId);
    if (asked?.kind !== "failed") return asked !== undefined;
    return now >= asked.at && now < plusMs(asked.at, RETRY_MS);
  }

  private check(position: OpenPosition, tick: Tick): void {
    const { positionId, openedMarketAt, venue } = position;
    if (tick.at < openedMarketAt) return;
    const highestPrice = maxOf(this.highest.get(positionId) ?? position.highestPrice, tick.last);
    this.highest.set(positionId, highestPrice);
    const { runtime } = this;
    const now = runtime.clocks.wall();
    if (this.isLeftAlone(positionId, now)) return;
    const hit = findHit({ ...position, highestPrice }, tick);
    if (!hit || runtime.leaderToken() === null) return;
    this.closing.set(positionId, { kind: "asking" });
    void goOut(runtime, venue, "exit", () => this.close(position, hit, tick, now));
  }

  /** Asks for the exit and sends it: the first step on its way that waits for anything. */
  private async close(position: OpenPosition, hit: StopHit, tick: Tick, now: WallMs): Promise<void> {
    const { runtime } = this;
    const { positionId } = position;
    this.closing.set(positionId, { kind: "failed", at: now });
    // the lead may be gone since the price came
    if (runtime.leaderToken() === null) return;
    try {
      this.closing.set(positionId, { kind: "asking" });
      const orderId = await closeHit(runtime, position, hit, tick);
      this.closing.set(positionId, orderId ? { kind: "on its way" } : { kind: "failed", at: now });
      if (orderId) await sendExit(runtime, orderId);
    } catch (error) {
      this.closing.set(positionId, { kind: "failed", at: now });
      runtime.failed("asking for an exit", positionId, error);
    }
  }
}
