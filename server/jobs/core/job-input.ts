import { z } from "zod";

/** Longest page of runs. */
export const RUNS_PAGE_MAX = 100;

/** A function by its id as listed, or without the app's prefix: "poll-stop-losses". */
export const functionRef = z
  .string()
  .trim()
  .min(1, "Name the function by its id; the list of functions shows them.")
  .max(200, "A function's id has at most 200 characters.");

export const runRef = z
  .string()
  .trim()
  .min(1, "Name the run by its id; the list of runs shows them.")
  .max(200, "A run's id has at most 200 characters.");

export const listRunsInput = z.strictObject({
  functionId: functionRef.optional(),
  cursor: z.string().max(300).optional(),
  limit: z.number().int().min(1).max(RUNS_PAGE_MAX, `At most ${RUNS_PAGE_MAX} runs at once.`).default(50),
  /** sent by the client library with every page; pages only ever go forward */
  direction: z.literal("forward").optional(),
});
