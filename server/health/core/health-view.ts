import type { MissedShares } from "@/server/decisions/slots/core/missed-share";

/** One part of the system and whether it does its work. Times are ISO UTC, wall clock. */
export type HealthCheckView = {
  readonly name: string;
  readonly ok: boolean;
  /** it works, but something needs its owner: amber, not down */
  readonly warn?: boolean;
  /** one sentence; when not ok it says what to do */
  readonly detail: string;
  readonly lastWallAt: string | null;
};

export type HealthView = {
  readonly version: string;
  readonly uptimeS: number;
  readonly status: "ready" | "not ready";
  readonly checks: readonly HealthCheckView[];
  readonly workingOrders: number;
  readonly unknownOrders: number;
  readonly unsealedAuditRows: number;
  readonly ledgerDifference: string | null;
  readonly reconciledWallAt: string | null;
  /** decisions that were due and not made, within the last hours and the last day of the wall clock */
  readonly missedSlots: MissedShares;
};
