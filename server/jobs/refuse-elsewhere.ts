import type { Result } from "@/server/kernel/result";
import { env } from "@/server/platform/env";

/** A refusal where an Inngest server runs the jobs: what is asked here would reach nobody. Null otherwise. */
export function refuseElsewhere(): Extract<Result<never>, { ok: false }> | null {
  const { INNGEST_BASE_URL: url } = env();
  if (url === "") return null;
  return {
    ok: false,
    refusal: { code: "not_now", message: `An Inngest server runs the jobs: use its own pages at ${url}.` },
  };
}
