import { closeStranded } from "@/server/execution/close-stranded";
import { tradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { beat } from "@/server/heartbeat/beat";
import type { Tick } from "@/server/market/core/market-feed";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { closeHit, findHit } from "./close-hit-positions";

/**
 * Checks every open position against the last price, whatever the tick monitor did: the floor under it. One that its
 * stop could not sell is ended before.
 * Exits it finds due are written and sent. Does nothing while another worker leads.
 */
export async function sweepPositions(): Promise<{ checked: number; closed: number }> {
  const runtime = tradingRuntime();
  if (runtime.leaderToken() === null) return { checked: 0, closed: 0 };
  const positions = await listOpenPositions({});
  const orderIds: string[] = [];
  for (const position of positions) {
    try {
      const orderId = await sweepOne(position, runtime.lastTick(position.exchange, position.symbol));
      if (orderId) orderIds.push(orderId);
    } catch (error) {
      runtime.failed("sweeping a position", position.positionId, error);
    }
  }
  if (orderIds.length > 0) await sendIntents(orderIds);
  await beat("sweep", { checked: positions.length, closed: orderIds.length }, runtime.clocks);
  return { checked: positions.length, closed: orderIds.length };
}

/** A price from before the position was opened says nothing about it. */
async function sweepOne(position: OpenPosition, tick: Tick | undefined): Promise<string | null> {
  if (!tick || tick.at < position.openedMarketAt) return null;
  const hit = findHit(position, tick);
  return hit ? closeHit(position, hit, tick) : closeStranded(position, tick.last);
}
