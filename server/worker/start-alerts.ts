import { deriveAlerts } from "@/server/alerts/derive-alerts";
import { resolveAlerts } from "@/server/alerts/raise-alert";
import { jobContext } from "@/server/audit/job-context";
import type { Clocks } from "@/server/kernel/clock";
import type { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";

const DERIVE_EVERY_MS = 1_000;

/** Alerts of what was done since the last look; nothing that trades waits for any of it. */
export function startAlerts(
  clocks: Clocks,
  userId: string,
  log: ReturnType<typeof logger>,
): readonly Repeating[] {
  // what the jobs' watch knew went with the last worker: what is still late it tells again, and that is no new alert
  let begun = false;
  const derive = async () => {
    if (!begun) {
      const ctx = jobContext(clocks, userId, "alerts", `start:${clocks.wall()}`);
      await resolveAlerts("job_late:", "The worker began anew.", ctx);
    }
    begun = true;
    await deriveAlerts(clocks);
  };
  return [repeat("the alerts of the audit trail", DERIVE_EVERY_MS, log, derive)];
}
