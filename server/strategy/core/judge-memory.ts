import type { Strategy } from "./strategy";

/**
 * One sentence where a strategy has no sizes it can work with for these parameters on candles of `candleMs`, as an
 * owner's own may; null where it has.
 */
export function judgeMemory(
  strategy: Strategy,
  params: Record<string, unknown>,
  candleMs: number,
): string | null {
  try {
    strategy.warmup(params);
    strategy.memory(params, candleMs);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
