import { type MarketMs, marketMs, type WallMs } from "@/server/kernel/clock";
import { marketTimeFrom } from "./core/saved-clock";
import { findActiveSession } from "./store";

/**
 * Market time for processes that do not run the market clock (the web): from the session's row, never past its
 * saved ceiling. Before the first start there is no market time but the wall's.
 */
export async function readMarketNow(wallNow: WallMs): Promise<MarketMs> {
  const session = await findActiveSession();
  return session ? marketTimeFrom(session.clock, wallNow) : marketMs(wallNow);
}
