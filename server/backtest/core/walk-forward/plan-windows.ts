import { firstFrom } from "@/server/market/core/place-in-time";
import type { CandleSpan } from "../slice-columns";

const DAY_MS = 86_400_000;
/** A last window shorter than this share of the others judges nothing. */
const LAST_LEAST = 0.5;

export type WindowPlan = {
  readonly mode: "anchored" | "rolling";
  readonly fitDays: number;
  readonly judgeDays: number;
};

/** Places of candles: fitted on `fit` alone, judged on `judge` alone, which follows it without overlap. */
export type FitWindow = { readonly fit: CandleSpan; readonly judge: CandleSpan };

/**
 * Cuts candles into windows to fit on and to judge on. Rolling windows to fit on are of one length, anchored ones all
 * begin at the first candle. What is judged follows at once, is never fitted on by its own window, and the judged parts
 * together are one unbroken stretch. `openAt` in ms UTC, rising. Empty when not even one window fits.
 */
export function planWindows(
  openAt: Float64Array,
  { mode, fitDays, judgeDays }: WindowPlan,
): readonly FitWindow[] {
  const first = openAt[0];
  const last = openAt.at(-1);
  if (first === undefined || last === undefined) return [];
  const windows: FitWindow[] = [];
  for (let number = 0; ; number++) {
    const judgeFrom = first + (fitDays + number * judgeDays) * DAY_MS;
    const judgeTo = judgeFrom + judgeDays * DAY_MS;
    const remaining = Math.min(judgeTo, last + 1) - judgeFrom;
    if (remaining < judgeDays * DAY_MS * LAST_LEAST) return windows;
    const fitFrom = mode === "anchored" ? first : judgeFrom - fitDays * DAY_MS;
    const boundary = firstFrom(openAt, judgeFrom);
    const fit = { from: firstFrom(openAt, fitFrom), until: boundary };
    const judge = { from: boundary, until: firstFrom(openAt, judgeTo) };
    if (fit.until - fit.from > 1 && judge.until - judge.from > 1) windows.push({ fit, judge });
  }
}

/** How many windows a period has room for. */
export function countWindows(fromMs: number, toMs: number, { fitDays, judgeDays }: WindowPlan): number {
  const rest = (toMs - fromMs) / DAY_MS - fitDays;
  return rest <= 0 ? 0 : Math.floor(rest / judgeDays + 1 - LAST_LEAST);
}
