import type { TradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { maxOf } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { closeHit, findHit } from "./close-hit-positions";

export type StopWatch = {
  /** Reads the open positions again; call after fills. */
  readonly refresh: () => Promise<void>;
  /** Checks the ticks against all stops in memory and sends the exits that are due. */
  readonly onTicks: (ticks: readonly Tick[]) => Promise<void>;
  readonly watched: () => number;
};

/**
 * Watches every open position in memory and reacts to ticks, not to the cycle. A position whose exit is on its way
 * is not asked again until the list is refreshed; one whose exit could not be asked for is tried again within a second.
 * What fails for one position stops none of the others.
 *
 * `highestSince` gives the highest price since the position was opened, so that a trailing stop survives a restart.
 */
export const createStopWatch = (runtime: TradingRuntime, highestSince: HighestSince): StopWatch =>
  new Watch(runtime, highestSince);

type HighestSince = (position: OpenPosition) => Promise<OpenPosition["highestPrice"] | null>;

/** Wall clock, before an exit that could not be asked for is tried again. */
const RETRY_MS = 1_000;

class Watch implements StopWatch {
  private count = 0;
  private byMarket = new Map<string, OpenPosition[]>();
  private readonly highest = new Map<string, OpenPosition["highestPrice"]>();
  /** Since the last refresh: positions whose exit is on its way, or when (wall clock) asking for it failed. */
  private readonly closing = new Map<string, WallMs | "on its way">();

  constructor(
    private readonly runtime: TradingRuntime,
    private readonly highestSince: HighestSince,
  ) {}

  readonly watched = (): number => this.count;

  readonly refresh = async (): Promise<void> => {
    const positions = await listOpenPositions({});
    const open = new Set(positions.map((position) => position.positionId));
    for (const positionId of this.highest.keys()) if (!open.has(positionId)) this.highest.delete(positionId);
    for (const position of positions) await this.recall(position);
    this.closing.clear();
    this.count = positions.length;
    this.byMarket = Map.groupBy(positions, (position) => `${position.exchange} ${position.symbol}`);
  };

  readonly onTicks = async (ticks: readonly Tick[]): Promise<void> => {
    const orderIds: string[] = [];
    for (const tick of ticks) {
      for (const position of this.byMarket.get(`${tick.exchange} ${tick.symbol}`) ?? []) {
        const orderId = await this.check(position, tick);
        if (orderId) orderIds.push(orderId);
      }
    }
    if (orderIds.length > 0) await sendIntents(this.runtime, orderIds);
  };

  private isLeftAlone(positionId: string, now: WallMs): boolean {
    const asked = this.closing.get(positionId);
    if (asked === undefined || asked === "on its way") return asked !== undefined;
    return now >= asked && now < plusMs(asked, RETRY_MS);
  }

  private async recall(position: OpenPosition): Promise<void> {
    const { positionId, highestPrice } = position;
    if (this.highest.has(positionId)) return;
    try {
      this.highest.set(positionId, maxOf(highestPrice, (await this.highestSince(position)) ?? highestPrice));
    } catch (error) {
      // without its past the stop and the target still hold; the next refresh asks again
      this.runtime.failed("reading the highest price", positionId, error);
    }
  }

  private async check(position: OpenPosition, tick: Tick): Promise<string | null> {
    const { positionId, openedMarketAt } = position;
    if (tick.at < openedMarketAt) return null;
    const known = this.highest.get(positionId);
    const highestPrice = maxOf(known ?? position.highestPrice, tick.last);
    if (known) this.highest.set(positionId, highestPrice);
    const { runtime } = this;
    const now = runtime.clocks.wall();
    if (this.isLeftAlone(positionId, now)) return null;
    const hit = findHit({ ...position, highestPrice }, tick);
    if (!hit || runtime.leaderToken() === null) return null;
    this.closing.set(positionId, now);
    try {
      const orderId = await closeHit(runtime, position, hit, tick);
      if (orderId) this.closing.set(positionId, "on its way");
      return orderId;
    } catch (error) {
      runtime.failed("asking for an exit", positionId, error);
      return null;
    }
  }
}
