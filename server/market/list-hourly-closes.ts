import type { MarketMs } from "@/server/kernel/clock";
import type { MarketId } from "./core/market-feed";
import { findHourlyCloses } from "./store";

/**
 * Closes at the whole hours up to `until` (market clock), `hours` + 1 of them and oldest first, of each of these markets, in the
 * order asked; NaN where no stored candle of the session in use, of its longest timeframe up to an hour, closed then.
 */
export const listHourlyCloses = (
  markets: readonly MarketId[],
  range: { readonly until: MarketMs; readonly hours: number },
): Promise<readonly Float64Array[]> => findHourlyCloses(markets, range);
