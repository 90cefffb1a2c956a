import { record } from "@/server/audit/record";
import type { Clocks } from "@/server/kernel/clock";
import { saveBeat } from "./store";

/** worker, market, engine, cycle, stops, sweep, bodyguard, sealer, audit-head, watchdog, reconcile:<user id>:<book>:<venue> */
export type BeatName =
  | "worker"
  | "market"
  | "engine"
  | "cycle"
  | "stops"
  | "sweep"
  | "bodyguard"
  | "sealer"
  | "audit-head"
  | "watchdog"
  | `reconcile:${string}:${string}`;

/** What a part tells of itself: short text, counts and flags. Money is decimal text. */
export type BeatDetail = { readonly [name: string]: string | number | boolean | null };

/**
 * Says that a part of the system has just done its work, at both clocks' now.
 *
 * `market` carries `lastTickWallAt` (ISO or null), `ended` and `watched` (how many markets); `reconcile:…` carries `difference`.
 */
export function beat(name: BeatName, detail: BeatDetail, clocks: Clocks): Promise<void> {
  const at = { marketAt: clocks.market(), wallAt: clocks.wall() };
  return record((tx) => saveBeat(tx, { name, detail: { ...detail }, ...at }));
}
