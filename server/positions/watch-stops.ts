import { maxOf } from "@/server/kernel/money";
import type { Tick } from "@/server/market/core/market-feed";
import { tradingRuntime } from "@/server/trading/runtime";
import { sendIntents } from "@/server/trading/send-orders";
import { closeHit, findHit } from "./close-hit-positions";
import type { OpenPosition } from "./core/open-position";
import { listOpenPositions } from "./list-open-positions";

export type StopWatch = {
  /** Reads the open positions again; call after fills. */
  readonly refresh: () => Promise<void>;
  /** Checks the ticks against all stops in memory and sends the exits that are due. */
  readonly onTicks: (ticks: readonly Tick[]) => Promise<void>;
  readonly watched: () => number;
};

/**
 * Watches every open position in memory and reacts to ticks, not to the cycle. A position whose exit is on its way
 * is not asked again until the list is refreshed.
 *
 * `highestSince` gives the highest price since the position was opened, so that a trailing stop survives a restart.
 */
export const createStopWatch = (highestSince: HighestSince): StopWatch => new Watch(highestSince);

type HighestSince = (position: OpenPosition) => Promise<OpenPosition["highestPrice"] | null>;

class Watch implements StopWatch {
  private byMarket = new Map<string, OpenPosition[]>();
  private readonly highest = new Map<string, OpenPosition["highestPrice"]>();
  /** Positions whose exit was asked for since the last refresh. */
  private readonly closing = new Set<string>();

  constructor(private readonly highestSince: HighestSince) {}

  readonly watched = (): number => this.highest.size;

  readonly refresh = async (): Promise<void> => {
    const positions = await listOpenPositions({});
    const open = new Set(positions.map((position) => position.positionId));
    for (const positionId of this.highest.keys()) if (!open.has(positionId)) this.highest.delete(positionId);
    for (const position of positions) await this.recall(position);
    this.closing.clear();
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
    if (orderIds.length > 0) await sendIntents(orderIds);
  };

  private async recall(position: OpenPosition): Promise<void> {
    const { positionId, highestPrice } = position;
    if (this.highest.has(positionId)) return;
    this.highest.set(positionId, maxOf(highestPrice, (await this.highestSince(position)) ?? highestPrice));
  }

  private async check(position: OpenPosition, tick: Tick): Promise<string | null> {
    const { positionId, openedMarketAt } = position;
    if (tick.at < openedMarketAt) return null;
    const highestPrice = maxOf(this.highest.get(positionId) ?? position.highestPrice, tick.last);
    this.highest.set(positionId, highestPrice);
    if (this.closing.has(positionId)) return null;
    const hit = findHit({ ...position, highestPrice }, tick.last);
    if (!hit || tradingRuntime().leaderToken() === null) return null;
    this.closing.add(positionId);
    return closeHit(position, hit, tick);
  }
}
