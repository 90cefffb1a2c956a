import type { WallMs } from "@/server/kernel/clock";
import { checkHealth } from "./check-health";

export type Readiness = {
  readonly status: "ready" | "not ready";
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
};

/** Whether the system can trade: what GET /api/ready answers. Within a second, also without a database. */
export async function readiness(wallNow: WallMs): Promise<Readiness> {
  const { checks } = await checkHealth(wallNow);
  return {
    status: checks.every((check) => check.ok) ? "ready" : "not ready",
    checks: Object.fromEntries(checks.map(({ name, ok, detail }) => [name, { ok, detail }])),
  };
}
