// Two clocks. The market clock may run faster than life (recorded and simulated prices): candles, cron, job
// sleeps, counters, locks. The wall clock is the machine's: leases, deadlines, approvals, sessions.
// Both are milliseconds since 1970 UTC; the brands keep one from being passed for the other.
declare const clock: unique symbol;

/** Milliseconds UTC on the market clock. */
export type MarketMs = number & { readonly [clock]: "market" };
/** Milliseconds UTC on the wall clock. */
export type WallMs = number & { readonly [clock]: "wall" };

export const marketMs = (value: number | Date): MarketMs =>
  (typeof value === "number" ? value : value.getTime()) as MarketMs;
export const wallMs = (value: number | Date): WallMs =>
  (typeof value === "number" ? value : value.getTime()) as WallMs;
export const toDate = (ms: MarketMs | WallMs): Date => new Date(ms);
export const plusMs = <T extends MarketMs | WallMs>(at: T, deltaMs: number): T => (at + deltaMs) as T;

/** Reads both clocks; handed down from a composition root, faked in tests. */
export type Clocks = {
  readonly market: () => MarketMs;
  readonly wall: () => WallMs;
};
