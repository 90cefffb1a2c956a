import { createDelivery } from "@/server/alerts/delivery/deliver-alerts";
import { deriveAlerts } from "@/server/alerts/derive-alerts";
import { resolveAlerts } from "@/server/alerts/raise-alert";
import { rewrapChannels } from "@/server/alerts/rewrap-channels";
import { jobContext } from "@/server/audit/job-context";
import type { Clocks } from "@/server/kernel/clock";
import { env } from "@/server/platform/env";
import type { logger } from "@/server/platform/logger";
import { type Repeating, repeat } from "@/server/platform/repeat";

const DERIVE_EVERY_MS = 1_000;
const DELIVER_EVERY_MS = 1_000;
const REWRAP_EVERY_MS = 60_000;

/** Alerts of what was done since the last look, and their way to the owner; nothing that trades waits for any of it. */
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
  const { NEXTAUTH_URL: appUrl, AMARKTAI_ALERTS_PRIVATE: isPrivate } = env();
  const look = createDelivery(clocks, {
    appUrl: appUrl.replace(/\/+$/, ""),
    allowPrivate: isPrivate === "1",
  });
  const deliver = async () => {
    // a channel that hangs does so for half a minute: the next look does not wait for it
    const { ended } = await look();
    ended.catch((error: unknown) => log.warn({ err: error }, "what became of an alert could not be written"));
  };
  return [
    repeat("the alerts of the audit trail", DERIVE_EVERY_MS, log, derive),
    repeat("the delivery of alerts", DELIVER_EVERY_MS, log, deliver),
    repeat("the master key of the channels", REWRAP_EVERY_MS, log, () => rewrapChannels(clocks)),
  ];
}
