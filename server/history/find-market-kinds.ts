import type { TradeView } from "@/server/history/core/trade-view";
import { findKindsOfPositions } from "./store";

/** Where the prices of some positions came from, by position; nothing for one without a fill. */
export const findMarketKinds = (
  positionIds: readonly string[],
): Promise<ReadonlyMap<string, TradeView["marketKind"]>> => findKindsOfPositions(positionIds);
