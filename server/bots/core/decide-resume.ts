import { accept, type Result, refuse } from "@/server/kernel/result";

export type ResumeFacts = {
  readonly name: string;
  readonly status: "new" | "running" | "paused" | "quarantined";
  readonly stage: string;
  readonly halted: boolean;
};

/**
 * Decides whether a bot may trade again. Refuses with `conflict` (it runs already) or `not_now` (archived,
 * quarantined, emergency stop).
 */
export function decideResume({ name, status, stage, halted }: ResumeFacts): Result<void> {
  if (stage === "archived") return refuse("not_now", `${name} is deleted. Restore it first.`);
  if (stage === "demoted")
    return refuse(
      "not_now",
      `${name} is on its way back to paper: what it holds is being sold. Wait for that.`,
    );
  if (status === "running") return refuse("conflict", `${name} is running already.`);
  if (status === "quarantined") {
    return refuse("not_now", `${name} is in quarantine. It comes back by itself when its time is over.`);
  }
  if (halted) return refuse("not_now", "The emergency stop is on. Clear it first, then resume the bot.");
  return accept(undefined);
}
