import { basename, delimiter } from "node:path";
import { type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import type { MarketId, MarketKind } from "@/server/market/core/market-feed";
import { readRecordingName } from "@/server/market/core/recording-name";
import { env } from "@/server/platform/env";

/**
 * The timeframes a bot may trade on a market: all of them where prices are made or live, else those that the
 * recording's own candles add up to.
 */
export function listOfferedTimeframes(market: MarketId, kind: MarketKind): readonly Timeframe[] {
  if (kind !== "recorded") return timeframes;
  const recorded = env()
    .AMARKTAI_CANDLES.split(delimiter)
    .map((file) => readRecordingName(basename(file)))
    .flatMap((name) => (name.ok ? [name.value] : []))
    .find((name) => name.exchange === market.exchange && name.symbol === market.symbol);
  if (!recorded) return timeframes;
  const stepMs = timeframeMs(recorded.timeframe);
  return timeframes.filter((timeframe) => timeframeMs(timeframe) % stepMs === 0);
}
