import { closeStranded } from "@/server/execution/close-stranded";
import { requestExit } from "@/server/execution/request-exit";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendWithin } from "@/server/execution/send-orders";
import { beat } from "@/server/heartbeat/beat";
import type { Tick } from "@/server/market/core/market-feed";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { exitOf, findHit } from "./close-hit-positions";

/** Wall clock: a venue that hangs must not hold the next sweep up. */
const SENT_WITHIN_MS = 5_000;

/**
 * Checks every open position against the last price, whatever the tick monitor did: the floor under it. One that its
 * stop could not sell is ended before.
 * Exits it finds due are written and sent. Does nothing while another worker leads.
 */
export async function sweepPositions(runtime: TradingRuntime): Promise<{ checked: number; closed: number }> {
  if (runtime.leaderToken() === null) return { checked: 0, closed: 0 };
  const positions = await listOpenPositions({});
  const orderIds: string[] = [];
  for (const position of positions) {
    try {
      const orderId = await sweepOne(runtime, position, runtime.lastTick(position.exchange, position.symbol));
      if (orderId) orderIds.push(orderId);
    } catch (error) {
      runtime.failed("sweeping a position", position.positionId, error);
    }
  }
  await beat("sweep", { checked: positions.length, closed: orderIds.length }, runtime.clocks);
  if (orderIds.length > 0) await sendWithin(runtime, orderIds, SENT_WITHIN_MS);
  return { checked: positions.length, closed: orderIds.length };
}

/** A price from before the position was opened says nothing about it. */
async function sweepOne(
  runtime: TradingRuntime,
  position: OpenPosition,
  tick: Tick | undefined,
): Promise<string | null> {
  if (!tick || tick.at < position.openedMarketAt) return null;
  const hit = findHit(position, tick, runtime.rulesOf(position.exchange, position.symbol));
  const order = hit
    ? await requestExit(runtime, position, exitOf(position, hit, tick))
    : await closeStranded(runtime, position, tick.last);
  return order?.orderId ?? null;
}
