import { findMissedShares } from "@/server/decisions/slots/find-missed-shares";
import { countWorkingOrders } from "@/server/history/count-working-orders";
import type { WallMs } from "@/server/kernel/clock";
import { Fault } from "@/server/kernel/result";
import { env } from "@/server/platform/env";
import { checkHealth } from "./check-health";
import type { HealthView } from "./core/health-view";
import { worstReconciliation } from "./core/worst-reconciliation";

/**
 * The health page of one user. `uptimeS` is this process's.
 *
 * A retryable Fault while the database does not answer: orders and audit rows cannot be counted then.
 */
export async function showHealth(q: {
  readonly userId: string;
  readonly wallNow: WallMs;
}): Promise<HealthView> {
  const { checks, beats, unsealedAuditRows } = await checkHealth(q.wallNow);
  if (unsealedAuditRows === null)
    throw new Fault("database", true, checks[0]?.detail ?? "The database does not answer.");
  const [orders, missedSlots] = await Promise.all([
    countWorkingOrders(q.userId),
    findMissedShares(q.wallNow),
  ]);
  return {
    version: env().AMARKTAI_VERSION,
    uptimeS: Math.floor(process.uptime()),
    status: checks.every((check) => check.ok) ? "ready" : "not ready",
    checks,
    workingOrders: orders.working,
    unknownOrders: orders.unknown,
    unsealedAuditRows,
    missedSlots,
    ...worstReconciliation(beats, q.userId),
  };
}
