import { marketMs, type WallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { CandleFileError } from "./candle-files/candle-file-error";
import type { MarketFeed } from "./core/market-feed";
import { HOUR_MS } from "./core/simulation/simulation-grid";
import { plainRecording, type RecordingAsk } from "./feeds/read-recording";
import { openRecordedFeed } from "./feeds/recorded-feed";
import { createSimulatedFeed } from "./feeds/simulated-feed";
import { findSession } from "./store";

/**
 * The feed that the start's options ask for. A simulated market begins at the round hour of its first start and
 * goes on there ever after. Refuses, with one sentence that names file and row, recordings that are not sound.
 */
export async function createFeed(options: {
  readonly kind: "simulated" | "recorded";
  readonly candlesPaths: readonly string[];
  /** what the start says about its files that they do not say themselves */
  readonly ask?: RecordingAsk;
  readonly seed: number;
  readonly wallNow: WallMs;
}): Promise<Result<MarketFeed>> {
  const { kind, candlesPaths, ask = plainRecording, seed, wallNow } = options;
  if (kind === "simulated") {
    const earlier = await findSession(`simulated:${seed}`);
    const startAt = earlier ? marketMs(earlier.startMarketAt) : marketMs(wallNow - (wallNow % HOUR_MS));
    return accept(createSimulatedFeed({ seed, startAt }));
  }
  try {
    return accept(await openRecordedFeed(candlesPaths, wallNow, { ask }));
  } catch (error) {
    if (error instanceof CandleFileError) return refuse("invalid", error.message);
    throw error;
  }
}
