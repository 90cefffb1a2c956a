import { Decimal } from "decimal.js";
import { z } from "zod";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { referenceOrder } from "./reference-order";
import { ratioOf, sumOfSample } from "./sample-moments";
import { findTradeDrawdown, largestRelativeFall } from "./trade-drawdown";
import { expectancyOf, growthRate, tradeStatistics } from "./trade-statistics";

const DAY_MS = 86_400_000;
const list = z.array(z.number()).max(1_000_000);
const zoned = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;
/** A moment with its zone, as pandas or ISO writes it; ms UTC. */
const moment = z
  .string()
  .regex(zoned, "write a date with its zone, for example 2018-01-10 07:15:00+00:00")
  .transform((text) => Date.parse(text.replace(" ", "T")))
  .refine(Number.isFinite, "there is no such date");
const instantMs = z.number().min(0).max(8.64e15);

const caseSchema = z.object({
  id: z.string(),
  starting_balance: z.number().positive().optional(),
  min_date: moment.optional(),
  max_date: moment.optional(),
  period_days: z.number().positive().optional(),
  trades: z
    .array(z.object({ close: instantMs, profit_abs: z.number() }))
    .max(1_000_000)
    .optional(),
  profits_in_time_order: list.optional(),
  close_ms: z.array(instantMs).max(1_000_000).optional(),
  relative: z.boolean().optional(),
  profits: list.optional(),
  start: z.number().optional(),
  end: z.number().optional(),
  days: z.number().optional(),
});
type Case = z.output<typeof caseSchema>;

type Values = { readonly [name: string]: number | string | null };
export type MetricAnswer = { readonly id: string; readonly values: Values };

/** What the reference writes where a ratio is undefined. */
const UNDEFINED_RATIO = -100;
const NO_LOSSES = 100;
/** The reference does not count a losing first trade as a drawdown; reports do. */
const REFERENCE = "first-trade";

/**
 * Answers a file of metric cases ({cases: […]}), each by what it holds: a run (trades or profits with a balance and a
 * period), a series for its drawdown, profits for their expectancy, or start, end and days for the growth rate. Names,
 * dates and error texts are the reference's (freqtrade 2024.10); where it writes −100, 100 or 0 for "undefined", so does
 * this. Refuses a file or a case of another form.
 */
export function answerMetricCases(file: unknown): Result<readonly MetricAnswer[]> {
  const parsed = z.object({ cases: z.array(caseSchema).max(100_000) }).safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse("invalid", `This is no file of metric cases: ${issue?.path.join(".")}: ${issue?.message}.`);
  }
  const results: MetricAnswer[] = [];
  for (const one of parsed.data.cases) {
    const values = answerCase(one);
    if (!values.ok) return refuse("invalid", `Case ${one.id}: ${values.refusal.message}`);
    results.push({ id: one.id, values: values.value });
  }
  return accept(results);
}

function answerCase(one: Case): Result<Values> {
  const { trades, profits_in_time_order: series, profits, start, end, days } = one;
  const timed = one.close_ms !== undefined || one.min_date !== undefined || one.period_days !== undefined;
  if (trades || (series && timed)) return answerRun(one);
  if (series) return accept(answerDrawdown(series, one.starting_balance ?? 0, one.relative ?? false));
  if (profits) return accept(answerExpectancy(profits));
  if (start !== undefined && end !== undefined && days !== undefined) {
    const cagr = growthRate(start, end, days);
    return accept({ cagr_rounded_4: cagr === null ? null : roundTo(cagr, 4), cagr });
  }
  return refuse("invalid", "it holds neither trades nor profits nor start, end and days.");
}

function answerExpectancy(profits: readonly number[]) {
  const { expectancy, expectancyRatio } = expectancyOf(profits);
  return { expectancy: expectancy ?? 0, expectancy_ratio: expectancyRatio ?? NO_LOSSES };
}

function answerDrawdown(profits: readonly number[], balance: number, relative: boolean): Values {
  const found = findTradeDrawdown(profits, balance, {
    by: relative ? "relative" : "absolute",
    from: REFERENCE,
  });
  if (!found.ok) return { error: found.refusal.message };
  const { absolute, highIndex, lowIndex } = found.value;
  return {
    high_index: highIndex,
    low_index: lowIndex,
    drawdown_abs: absolute,
    // the reference states six digits: seven agree with it and with the exact value to a millionth
    relative_account_drawdown:
      found.value.relative === null
        ? null
        : new Decimal(found.value.relative).toSignificantDigits(7).toNumber(),
  };
}

function answerRun(one: Case): Result<Values> {
  const { starting_balance: balance, min_date: from, max_date: to, close_ms: closes } = one;
  if (balance === undefined) return refuse("invalid", "a run needs its starting_balance.");
  const profits = one.trades?.map(({ profit_abs }) => profit_abs) ?? one.profits_in_time_order ?? [];
  const closedAt = one.trades?.map(({ close }) => close) ?? closes;
  if (closedAt && closedAt.length !== profits.length) {
    return refuse("invalid", `it has ${closedAt.length} closing times for ${profits.length} profits.`);
  }
  const measured =
    from !== undefined && to !== undefined ? Math.floor((to - from) / DAY_MS) : one.period_days;
  if (measured === undefined) return refuse("invalid", "a run needs min_date and max_date, or period_days.");
  const noTime = from !== undefined && from === to;
  const days = Math.max(1, measured);
  const run = { profits, closedAt, balance, days, noTime };
  return accept({ ...answerRatios(run), ...answerFalls(run) });
}

type Run = {
  readonly profits: readonly number[];
  readonly closedAt: readonly number[] | undefined;
  readonly balance: number;
  readonly days: number;
  readonly noTime: boolean;
};

function answerRatios({ profits, closedAt, balance, days, noTime }: Run): Values {
  const byClose = inClosingOrder(profits, closedAt).map(({ profit }) => profit);
  const all = tradeStatistics({ profits: byClose, startingBalance: balance, days, firstHigh: REFERENCE });
  const missing = profits.length === 0 || noTime ? 0 : UNDEFINED_RATIO;
  const ratio = (value: number | null) => (missing === 0 ? 0 : (value ?? missing));
  const sums = runningSums(profits);
  return {
    trades: all.trades,
    wins: all.wins,
    losses: all.losses,
    draws: all.draws,
    ...answerExpectancy(profits),
    sharpe: ratio(all.sharpe),
    sortino: ratio(all.sortino),
    calmar: ratio(all.calmar),
    sqn_restated: profits.length === 0 ? 0 : (all.sqn ?? UNDEFINED_RATIO),
    profit_factor: all.profitFactor,
    total_profit_abs: sumOfSample(profits),
    cagr: all.cagr,
    days,
    csum_min: sums.length === 0 ? null : sums.reduce((least, sum) => Math.min(least, sum)),
    csum_max: sums.length === 0 ? null : sums.reduce((most, sum) => Math.max(most, sum)),
  };
}

function answerFalls({ profits, closedAt, balance }: Run): Values {
  const ordered = inClosingOrder(profits, closedAt);
  const byClose = ordered.map(({ profit }) => profit);
  const fall = findTradeDrawdown(byClose, balance, { by: "absolute", from: REFERENCE });
  const none = { max_drawdown_abs: 0, max_drawdown_rel_with_balance: 0, max_drawdown_rel_at_abs_low: 0 };
  if (!fall.ok) return { ...none, max_relative_drawdown: 0, drawdown_error: fall.refusal.message };
  const { absolute, relative, highIndex, lowIndex, highValue, lowValue } = fall.value;
  const dateAt = (index: number) => {
    const at = ordered[index]?.closedAt;
    return at === undefined ? null : pandasDate(at);
  };
  return {
    max_drawdown_abs: absolute,
    max_drawdown_rel_without_balance: ratioOf(absolute, highValue),
    max_drawdown_rel_with_balance: relative,
    max_drawdown_rel_at_abs_low: relative,
    max_relative_drawdown: largestRelativeFall(byClose, balance, REFERENCE),
    drawdown_high_date: dateAt(highIndex),
    drawdown_low_date: dateAt(lowIndex),
    drawdown_high_value: highValue,
    drawdown_low_value: lowValue,
  };
}

function inClosingOrder(profits: readonly number[], closedAt: readonly number[] | undefined) {
  const trades = profits.map((profit, index) => ({ profit, closedAt: closedAt?.[index] }));
  if (!closedAt) return trades;
  return referenceOrder(closedAt).flatMap((index) => trades[index] ?? []);
}

function runningSums(profits: readonly number[]): number[] {
  let sum = 0;
  return profits.map((profit) => {
    sum += profit;
    return sum;
  });
}

const roundTo = (value: number, digits: number): number =>
  new Decimal(value).toDecimalPlaces(digits).toNumber();

/** ms UTC as pandas prints it: 2018-01-16 19:30:00+00:00, with microseconds only where there are any. */
function pandasDate(ms: number): string {
  const text = new Date(ms).toISOString();
  const fraction = text.slice(19, 23) === ".000" ? "" : `${text.slice(19, 23)}000`;
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction}+00:00`;
}
