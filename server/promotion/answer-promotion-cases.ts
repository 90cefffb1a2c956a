import { z } from "zod";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { type PromotionDays, promotionDays } from "./core/promotion-day";

const RETURNS_MAX = 1_000_000;
const CASES_MAX = 100_000;

const caseFile = z.object({
  cases: z
    .array(
      z.object({
        id: z.string().max(200),
        stopWidth: z.number().positive().max(1),
        tradesPerDay: z.number().positive().max(100_000),
        returns: z.array(z.number().min(-1).max(1_000)).max(RETURNS_MAX),
      }),
    )
    .max(CASES_MAX),
});

export type PromotionAnswer = PromotionDays & { readonly id: string };

/**
 * Answers a file of promotion cases {id, stopWidth, tradesPerDay, returns}: the day each is promoted by the gates and evidence,
 * and by the gates alone. Refuses a file of another form, naming the place.
 */
export function answerPromotionCases(file: unknown): Result<readonly PromotionAnswer[]> {
  const parsed = caseFile.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") || "the whole";
    return refuse(
      "invalid",
      `This is no file of promotion cases: ${place}: ${issue?.message}. A case is {"id": "a", "stopWidth": 0.03, "tradesPerDay": 8, "returns": [0.004, -0.01]}.`,
    );
  }
  return accept(parsed.data.cases.map(({ id, ...series }) => ({ id, ...promotionDays(series) })));
}
