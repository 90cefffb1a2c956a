import { z } from "zod";

const ratio = z.number().min(-1).max(1);
const price = z.number().nonnegative();
const flag = z.union([z.literal(0), z.literal(1), z.boolean()]).nullish();
const positivePrice = z.number().positive();
const timeout = (minutes: number) => z.number().nonnegative().default(minutes);

const candle = z.looseObject({
  i: z.int().nonnegative(),
  o: positivePrice,
  h: positivePrice,
  l: positivePrice,
  c: positivePrice,
  v: z.number().nonnegative().default(0),
  enter_long: flag,
  exit_long: flag,
  enter_short: flag,
  exit_short: flag,
});

const config = z.looseObject({
  /** −0.01 stops 1 % below the entry */
  stoploss: ratio,
  /** minutes held → profit */
  minimal_roi: z.record(z.string().regex(/^\d+$/, "minutes as whole numbers"), z.number()).default({}),
  trailing_stop: z.boolean().default(false),
  trailing_stop_positive: ratio.nullable().default(null),
  trailing_stop_positive_offset: ratio.nullable().default(0),
  trailing_only_offset_is_reached: z.boolean().default(false),
  use_exit_signal: z.boolean().default(true),
  use_custom_stoploss_returning_static_stoploss: z.boolean().default(false),
  custom_entry_price: price.nullable().default(null),
  custom_exit_price: price.nullable().default(null),
  leverage: z.literal(1, "only spot is replayed: leverage must be 1").default(1),
  unfilled_timeout_minutes: z
    .object({ entry: timeout(10), exit: timeout(30) })
    .default({ entry: 10, exit: 30 }),
  /** null leaves a resting entry where it is, 0 cancels it */
  adjust_entry_price: price.nullable().default(null),
  timeframe_minutes: z.number().positive().default(60),
  fee: z.number().min(0).max(0.5).default(0),
});

/** One reference case: a table of candles with flags, how it is traded, and its name. */
export const backtestCase = z.looseObject({
  id: z.string().min(1),
  config,
  candles: z
    .array(candle)
    .min(1)
    .refine((candles) => candles.every(({ i }, row) => i > (candles[row - 1]?.i ?? -1)), {
      message: "the candles are not in order of i, each once",
    }),
});
export type BacktestCase = z.output<typeof backtestCase>;
export type CaseConfig = BacktestCase["config"];

/** The file: cases without fees, with fees, or both. */
export const backtestCaseFile = z
  .looseObject({
    cases: z.array(backtestCase).default([]),
    cases_with_fee: z.array(backtestCase).default([]),
  })
  .refine(({ cases, cases_with_fee }) => cases.length + cases_with_fee.length > 0, {
    message: 'needs "cases" or "cases_with_fee" with at least one case',
  });
