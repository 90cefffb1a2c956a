import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { sharedReading } from "@/server/platform/shared-reading";
import { checkHealth } from "./check-health";

export type Readiness = {
  readonly status: "ready" | "not ready";
  /** When this was read: whoever asks gets the newest reading at once. */
  readonly asOf: string;
  readonly checks: Readonly<
    Record<string, { readonly ok: boolean; readonly warn?: boolean; readonly detail: string }>
  >;
};

/**
 * Whether the system can trade: what GET /api/ready answers. Within a second, also without a database; who has time
 * gives the database more with `answerWithinMs`.
 */
export async function readiness(wallNow: WallMs, answerWithinMs?: number): Promise<Readiness> {
  const { checks } = await checkHealth(wallNow, answerWithinMs);
  return {
    status: checks.every((check) => check.ok) ? "ready" : "not ready",
    asOf: toDate(wallNow).toISOString(),
    checks: Object.fromEntries(
      checks.map(({ name, ok, warn, detail }) => [name, { ok, ...(warn && { warn }), detail }]),
    ),
  };
}

const KEPT_MS = 1_000;

/** The same for whoever asks, at most a second old: many who ask cost no more than one. */
export const sharedReadiness = (): Promise<Readiness> =>
  sharedReading("health.readiness", KEPT_MS, () => readiness(wallMs(Date.now())));
