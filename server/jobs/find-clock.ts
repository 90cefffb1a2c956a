import type { WallMs } from "@/server/kernel/clock";
import { getMarketBadge } from "@/server/market/get-market-badge";

/** The market clock that the worker's schedules run on: the active market session's source. Empty before the first start. */
export const findClock = async (wallNow: WallMs): Promise<string> =>
  (await getMarketBadge(wallNow))?.source ?? "";
