import { type Clocks, type MarketMs, marketMs, wallMs } from "@/server/kernel/clock";

/** A market clock that starts at an instant (null: now) and runs so many times as fast as the wall clock. */
export function fastClocks(speed: number, startAt: MarketMs | null): Clocks {
  const startedAt = Date.now();
  const from = startAt ?? startedAt;
  return {
    market: () => marketMs(Math.floor(from + (Date.now() - startedAt) * speed)),
    wall: () => wallMs(Date.now()),
  };
}
