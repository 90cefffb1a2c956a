import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 10;
const NS_PER_MS = 1_000_000;

/** How late the event loop was, in whole milliseconds. */
export type LoopDelay = { readonly loopP99Ms: number; readonly loopMaxMs: number };

/** Watches this process's event loop from now on; each call tells how late it was since the call before. */
export function watchLoop(): () => LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const late = (ns: number) => Math.max(0, Math.round(ns / NS_PER_MS - RESOLUTION_MS));
  return () => {
    const seen = { loopP99Ms: late(histogram.percentile(99)), loopMaxMs: late(histogram.max) };
    histogram.reset();
    return seen;
  };
}
