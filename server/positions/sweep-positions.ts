import { tradingRuntime } from "@/server/trading/runtime";
import { sendIntents } from "@/server/trading/send-orders";
import { closeHit, findHit } from "./close-hit-positions";
import { listOpenPositions } from "./list-open-positions";

/**
 * Checks every open position against the last price, whatever the tick monitor did: the floor under it.
 * Exits it finds due are written and sent. Does nothing while another worker leads.
 */
export async function sweepPositions(): Promise<{ checked: number; closed: number }> {
  const runtime = tradingRuntime();
  if (runtime.leaderToken() === null) return { checked: 0, closed: 0 };
  const positions = await listOpenPositions({});
  const orderIds: string[] = [];
  for (const position of positions) {
    const tick = runtime.lastTick(position.exchange, position.symbol);
    const hit = tick && findHit(position, tick.last);
    const orderId = tick && hit ? await closeHit(position, hit, tick) : null;
    if (orderId) orderIds.push(orderId);
  }
  if (orderIds.length > 0) await sendIntents(orderIds);
  return { checked: positions.length, closed: orderIds.length };
}
