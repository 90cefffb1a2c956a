import type { TradingRuntime } from "@/server/execution/runtime";
import { sellNow } from "@/server/execution/sell-now";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import type { Tick } from "@/server/market/core/market-feed";
import type { StopHit } from "@/server/positions/core/check-stops";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { createPositionReader } from "@/server/positions/read-changed-positions";
import { savePeaks } from "@/server/positions/save-peaks";
import { exitOf, findHit } from "./close-hit-positions";
import { StopBoard } from "./stop-board";

export type StopWatch = {
  /** Reads the open positions again; call after fills. Peaks that are not known yet are read beside it. */
  readonly refresh: () => Promise<void>;
  /**
   * Checks the ticks against all stops, in memory, and hands over the exits that are due: they are asked for together, and
   * sent in their venues' lanes. Waits for nothing.
   */
  readonly onTicks: (ticks: readonly Tick[]) => void;
  /** Prices were lost: what was the highest of them is read anew, beside the prices that come. */
  readonly onGap: () => void;
  readonly watched: () => number;
  /** Resolves when the peaks that are being read have been. */
  readonly recalled: () => Promise<void>;
  /** Writes down how high the prices went, so that stops which follow them stay there over a restart. */
  readonly keepPeaks: () => Promise<void>;
};

/**
 * Watches every open position in memory and reacts to ticks, not to the cycle. A position whose exit was asked for is left
 * alone until it has changed, or for a second. What fails for one position stops none of the others. One that is new here, or
 * whose peak has just been read, is checked against the last price at once.
 *
 * `highestSince` gives the highest price since the position was opened, so that a trailing stop survives a restart.
 * Until it is there the trailing stop knows what was seen meanwhile; the stop and the target need no peak.
 */
export const createStopWatch = (runtime: TradingRuntime, highestSince: HighestSince): StopWatch =>
  new Watch(runtime, highestSince);

type HighestSince = (position: OpenPosition) => Promise<OpenPosition["highestPrice"] | null>;
type Asked = { readonly kind: "asking" } | { readonly kind: "asked"; readonly at: WallMs };
type Place = { readonly board: StopBoard; readonly at: number };

/** Wall clock, before an exit is asked for again: one that could not be, or of a position that has not changed by it. */
const RETRY_MS = 1_000;

class Watch implements StopWatch {
  private boards = new Map<string, StopBoard>();
  private places = new Map<string, Place>();
  private readonly peaks = new Map<string, "being read" | "known">();
  private readonly saved = new Map<string, OpenPosition["highestPrice"]>();
  private readonly asked = new Map<string, Asked>();
  /** By exchange, the reading of peaks: one whose candles do not come holds up its own only. */
  private readonly readings = new Map<string, Promise<void>>();
  private readonly readPositions = createPositionReader();

  constructor(
    private readonly runtime: TradingRuntime,
    private readonly highestSince: HighestSince,
  ) {}

  readonly watched = (): number => this.places.size;

  readonly refresh = async (): Promise<void> => {
    const { positions, changed } = await this.readPositions();
    const open = new Set(positions.map(({ positionId }) => positionId));
    for (const positionId of this.places.keys()) if (!open.has(positionId)) this.forget(positionId);
    const before = this.places;
    this.seat(positions, changed);
    for (const position of positions) {
      if (!this.peaks.has(position.positionId)) this.recall(position);
      if (changed.has(position.positionId)) this.lookAgain(position, before.get(position.positionId));
    }
  };

  /** At one that is new here or was written; checked at once where its stop may have been moved to the price. */
  private lookAgain({ positionId, exitsRevision }: OpenPosition, before: Place | undefined): void {
    if (this.asked.get(positionId)?.kind === "asked") this.asked.delete(positionId);
    if (before?.board.positions[before.at]?.exitsRevision !== exitsRevision) this.checkNow(positionId);
  }

  readonly onTicks = (ticks: readonly Tick[]): void => {
    for (const tick of ticks) {
      const board = this.boards.get(marketOf(tick));
      if (board) for (const at of board.hitBy(tick)) this.check({ board, at }, tick);
    }
  };

  readonly onGap = (): void => {
    for (const { board, at } of this.places.values()) this.recall(board.positions[at] as OpenPosition);
  };

  readonly recalled = async (): Promise<void> => {
    await Promise.all(this.readings.values());
  };

  readonly keepPeaks = async (): Promise<void> => {
    const higher = [...this.places].flatMap(([positionId, { board, at }]) => {
      const { highestPrice, peakFrom } = board.positions[at] as OpenPosition;
      const peak = board.peakAt(at);
      return peak.gt(this.saved.get(positionId) ?? highestPrice) ? [{ positionId, peak, peakFrom }] : [];
    });
    if (higher.length === 0 || this.runtime.leaderToken() === null) return;
    await savePeaks(higher);
    for (const { positionId, peak } of higher)
      if (this.places.has(positionId)) this.saved.set(positionId, peak);
  };

  /** Every market's positions on a board of their own; a market whose positions are as they were keeps its board. */
  private seat(positions: readonly OpenPosition[], changed: ReadonlySet<string>): void {
    const boards = new Map<string, StopBoard>();
    const places = new Map<string, Place>();
    for (const [market, own] of Map.groupBy(positions, marketOf)) {
      const known = this.boards.get(market);
      const isSame =
        known?.positions.length === own.length && own.every(({ positionId }) => !changed.has(positionId));
      const board = isSame ? known : new StopBoard(own, (position) => this.peakOf(position));
      boards.set(market, board);
      for (const [at, { positionId }] of board.positions.entries()) places.set(positionId, { board, at });
    }
    this.boards = boards;
    this.places = places;
  }

  /** As seen here, or as stored where that is more; a further lot begins anew. */
  private peakOf({ positionId, highestPrice, peakFrom }: OpenPosition): OpenPosition["highestPrice"] {
    const seat = this.places.get(positionId);
    if (!seat || seat.board.positions[seat.at]?.peakFrom !== peakFrom) {
      this.saved.delete(positionId);
      if (seat) this.peaks.delete(positionId);
      return highestPrice;
    }
    const seen = seat.board.peakAt(seat.at);
    return seen.gt(highestPrice) ? seen : highestPrice;
  }

  private forget(positionId: string): void {
    this.asked.delete(positionId);
    this.peaks.delete(positionId);
    this.saved.delete(positionId);
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
    const { positionId, peakFrom } = position;
    try {
      const peak = await this.highestSince(position);
      const seat = this.places.get(positionId);
      // closed meanwhile, or another lot has begun a peak of its own
      if (!seat || seat.board.positions[seat.at]?.peakFrom !== peakFrom) return;
      this.peaks.set(positionId, "known");
      if (!peak?.gt(seat.board.peakAt(seat.at))) return;
      seat.board.raise(seat.at, peak);
      this.checkNow(positionId);
    } catch (error) {
      // without its peak the stop and the target still hold; the next refresh asks again
      this.peaks.delete(positionId);
      this.runtime.failed("reading the highest price", positionId, error);
    }
  }

  /** Against the last price, if it is younger than the position. */
  private checkNow(positionId: string): void {
    const seat = this.places.get(positionId);
    const position = seat?.board.positions[seat.at];
    if (!seat || !position) return;
    const tick = this.runtime.lastTick(position.exchange, position.symbol);
    if (!tick || tick.at <= position.openedMarketAt) return;
    seat.board.raise(seat.at, tick.last);
    this.check(seat, tick);
  }

  private isLeftAlone(positionId: string, now: WallMs): boolean {
    const asked = this.asked.get(positionId);
    if (asked?.kind !== "asked") return asked !== undefined;
    return now >= asked.at && now < plusMs(asked.at, RETRY_MS);
  }

  private check({ board, at }: Place, tick: Tick): void {
    const position = board.positions[at] as OpenPosition;
    const { runtime } = this;
    const now = runtime.clocks.wall();
    if (this.isLeftAlone(position.positionId, now)) return;
    const rules = runtime.rulesOf(position.exchange, position.symbol);
    const hit = findHit({ ...position, highestPrice: board.peakAt(at) }, tick, rules);
    if (!hit || runtime.leaderToken() === null) return;
    this.asked.set(position.positionId, { kind: "asking" });
    void this.close(position, hit, tick, now);
  }

  /** Asks for the exit and sends it: the first step on its way that waits for anything. */
  private async close(position: OpenPosition, hit: StopHit, tick: Tick, now: WallMs): Promise<void> {
    const { runtime } = this;
    const { positionId } = position;
    try {
      await sellNow(runtime, position, exitOf(position, hit, tick));
    } catch (error) {
      runtime.failed("asking for an exit", positionId, error);
    }
    this.asked.set(positionId, { kind: "asked", at: now });
  }
}

const marketOf = ({ exchange, symbol }: Pick<Tick, "exchange" | "symbol">): string => `${exchange} ${symbol}`;
