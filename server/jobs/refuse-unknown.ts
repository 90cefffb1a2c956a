import { type Result, refuse } from "@/server/kernel/result";

export const refuseUnknownFunction = (ref: string): Result<never> =>
  refuse("not_found", `There is no job "${ref}". Look at the list of jobs.`);

export const refuseUnknownRun = (runId: string): Result<never> =>
  refuse(
    "not_found",
    `There is no run "${runId}". Runs that ended are removed after a day, failed ones after two weeks.`,
  );
