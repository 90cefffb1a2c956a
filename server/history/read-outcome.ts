import { z } from "zod";

const outcomeSchema = z.object({
  signals: z.array(
    z.object({
      source: z.string(),
      state: z.enum(["real", "simulated", "absent"]),
      defaultWeight: z.string(),
      usedWeight: z.string().nullable(),
      score: z.string().nullable(),
      words: z.string(),
      adds: z.string().nullable(),
    }),
  ),
  threshold: z.string(),
  score: z.string().nullable(),
  indicators: z.array(z.object({ name: z.string(), value: z.string() })),
  checks: z.array(
    z.object({
      rule: z.string(),
      outcome: z.enum(["passed", "failed", "cut"]),
      words: z.string(),
      value: z.string(),
    }),
  ),
  strategy: z.string(),
  version: z.number().int(),
  timeframe: z.string(),
});

export type DecisionOutcome = z.output<typeof outcomeSchema>;

/** What a decision's record says came out; null where it is in a form that cannot be read. */
export const readOutcome = (outcome: unknown): DecisionOutcome | null =>
  outcomeSchema.safeParse(outcome).data ?? null;
