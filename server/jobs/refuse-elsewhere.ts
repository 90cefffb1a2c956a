import type { Result } from "@/server/kernel/result";
import { findJobServer } from "./find-job-server";

/** A refusal where an Inngest server runs the jobs: what is asked here would reach nobody. Null otherwise. */
export function refuseElsewhere(): Extract<Result<never>, { ok: false }> | null {
  const server = findJobServer();
  if (!server) return null;
  return {
    ok: false,
    refusal: {
      code: "not_now",
      message: `An Inngest server runs the jobs: use its own pages at ${server.runsUrl}.`,
    },
  };
}
