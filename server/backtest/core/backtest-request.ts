import { z } from "zod";
import { typedDecimal } from "@/server/kernel/money";
import { exchangeWire } from "@/server/kernel/name-wires";
import { fromText } from "./plain-number";
import { BACKTEST_SETS_MAX, REQUEST_BOUNDS } from "./request-bounds";
import { readObjective } from "./sweep/objectives";
import { RULES_MAX } from "./sweep/set-rules";

/** What a user may ask of one backtest; more is refused with a sentence. */
export const BACKTEST_LIMITS = {
  candles: 500_000,
  symbols: 10,
  sets: BACKTEST_SETS_MAX,
  /** parameter sets × candles of all evaluations */
  setCandles: 2_000_000_000,
  windows: 36,
  runningPerUser: 1,
  queuedPerUser: 10,
  keptPerUser: 200,
} as const;

const MONEY_BELOW = 1e15;
const DAYS_MAX = 3_650;

const FORMULA_MAX = 200;
const OBJECTIVES_MAX = 4;

/** A name, or a formula over the figures of a set. */
const objective = z
  .string()
  .trim()
  .max(FORMULA_MAX)
  .superRefine((text, ctx) => {
    const read = readObjective(text);
    if (!read.ok) ctx.addIssue({ code: "custom", message: read.refusal.message });
  });
const moneyText = typedDecimal.refine(
  (text) => fromText(text) > 0 && fromText(text) < MONEY_BELOW,
  "Write an amount above zero, for example 100.",
);
const fractionText = (below: string) =>
  typedDecimal.refine(
    (text) => fromText(text) >= 0 && fromText(text) < fromText(below),
    `Write a fraction from 0 to below ${below}: 0.02 is 2 %.`,
  );
const { exitBelow, costBelow, targetBelow } = REQUEST_BOUNDS;
const wholeNumber = (least: number, most: number) => {
  const words = `Write a whole number from ${least} to ${most}.`;
  return z.int(words).min(least, words).max(most, words);
};
const days = (example: number) => {
  const words = `Write days above zero, at most ${DAYS_MAX}, for example ${example}.`;
  return z.number(words).positive(words).max(DAYS_MAX, words);
};
const day = z.iso.datetime({ error: "an instant such as 2026-03-01T00:00:00.000Z" });

/** A sweep tries values from `from` to `to` by `step`, or the values listed. */
export const paramRange = z.union([
  z
    .strictObject({ from: z.number(), to: z.number(), step: z.number().positive() })
    .refine(({ from, to }) => from <= to, "A range runs from the smaller to the larger number."),
  z.strictObject({
    values: z
      .array(z.union([z.number(), z.boolean(), z.string().max(40)]))
      .min(1)
      .max(200),
  }),
]);
export type ParamRange = z.output<typeof paramRange>;

const ranges = z
  .record(z.string().max(40), paramRange)
  .refine((all) => Object.keys(all).length > 0, "Name at least one parameter and its range.")
  .refine((all) => Object.keys(all).length <= 8, "At most eight parameters may vary.");
const params = z.record(z.string().max(40), z.union([z.number(), z.boolean(), z.string().max(200)]));

const trailing = z
  .strictObject({
    /** distance once the profit exceeds the offset; null: the stop's own distance */
    positive: fractionText(exitBelow).nullable().default(null),
    offset: fractionText(exitBelow).default("0"),
    onlyAboveOffset: z.boolean().default(false),
  })
  .nullable()
  .default(null);

const common = {
  /** what the owner calls it, before its title; null: nothing */
  name: z.string().trim().min(1).max(40).nullable().default(null),
  exchange: exchangeWire,
  /** several symbols share one wallet; sweep and walk-forward take one */
  symbols: z.array(z.string().min(3).max(24)).min(1).max(BACKTEST_LIMITS.symbols),
  timeframe: z.string().regex(/^\d{1,2}[mhd]$/, "A timeframe such as 5m, 1h or 1d."),
  /** first and last instant, market clock */
  from: day,
  to: day,
  strategy: z.string().min(1).max(40),
  params: params.default({}),
  wallet: moneyText.default("10000"),
  /** quote per position; not together with a risk mode */
  stake: moneyText.default("100"),
  /** sizes positions as a bot of that mode would: its part of the equity, and its stop unless one is given */
  riskMode: z.enum(["safe", "balanced", "risky", "aggressive"]).nullable().default(null),
  /** null: the risk mode's, or 2 % without one; "0": no stop */
  stop: fractionText(exitBelow).nullable().default(null),
  /** minutes held → profit at which it closes */
  roi: z.record(z.string().regex(/^\d{1,7}$/, "whole minutes"), fractionText(targetBelow)).default({}),
  trailing,
  timeStopMinutes: z
    .int("Write whole minutes above zero.")
    .positive()
    .max(10_000_000)
    .nullable()
    .default(null),
  /** one side, a fraction; null: the market's taker fee */
  fee: fractionText(costBelow).nullable().default(null),
  slippage: fractionText(costBelow).default("0.0005"),
  fill: z.enum(["strict", "freqtrade"]).default("strict"),
  seed: wholeNumber(0, 2_147_483_647).default(42),
} as const;

const search = {
  ranges,
  method: z.enum(["grid", "random", "genetic"]).default("grid"),
  /** how many sets may be tried; not said: all of a grid, 200 at random or bred */
  sets: wholeNumber(1, BACKTEST_LIMITS.sets).optional(),
  objective: objective.default("sharpe"),
  /** conditions that a set must meet to be tried, for example "fast < slow" */
  where: z.array(z.string().trim().min(1).max(FORMULA_MAX)).min(1).max(RULES_MAX).optional(),
  /** sets with fewer trades rank last */
  minTrades: wholeNumber(0, 10_000).default(10),
} as const;

const runRequest = z.strictObject({ kind: z.literal("run"), ...common });
const sweepRequest = z.strictObject({
  kind: z.literal("sweep"),
  ...common,
  ...search,
  /** further objectives: sets that none beats by all of them are the Pareto set; the first one ranks */
  paretoWith: z
    .array(objective)
    .min(1)
    .max(OBJECTIVES_MAX - 1)
    .optional(),
});
const walkForwardRequest = z.strictObject({
  kind: z.literal("walk-forward"),
  ...common,
  ...search,
  mode: z.enum(["anchored", "rolling"]).default("rolling"),
  fitDays: days(14).default(30),
  judgeDays: days(7).default(7),
});

const SETS_DRAWN = 200;

type Asked =
  | z.output<typeof runRequest>
  | z.output<typeof sweepRequest>
  | z.output<typeof walkForwardRequest>;
type Filled<R> = R extends { readonly kind: "run" } ? R : R & { readonly sets: number };

/** What to backtest, as a person, a page or the chat asks for it. Fractions and money are decimal text. */
export const backtestRequest = z
  .discriminatedUnion("kind", [runRequest, sweepRequest, walkForwardRequest])
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    message: "The period must begin before it ends.",
    path: ["to"],
  })
  .refine(({ kind, symbols }) => kind === "run" || symbols.length === 1, {
    message: "A sweep and a walk-forward take one symbol.",
    path: ["symbols"],
  })
  .refine((request) => !isDoubled(objectivesOf(request)), {
    message: "An objective is named twice: leave one of them out.",
    path: ["paretoWith"],
  })
  .transform((request) => withSets(request) as Filled<Asked>);

const isDoubled = (names: readonly string[]): boolean => new Set(names).size < names.length;

/** All that a request searches by, the one that ranks first; none of a run. */
export function objectivesOf(request: Asked): readonly string[] {
  if (request.kind === "run") return [];
  const { objective: first } = request;
  return request.kind === "sweep" ? [first, ...(request.paretoWith ?? [])] : [first];
}

const withSets = (request: Asked): Asked =>
  request.kind === "run"
    ? request
    : { ...request, sets: request.sets ?? (request.method === "grid" ? BACKTEST_LIMITS.sets : SETS_DRAWN) };

/** A complete request, defaults filled in. */
export type BacktestRequest = z.output<typeof backtestRequest>;
/** What a form has to send: everything with a default may be left out. */
export type BacktestInput = z.input<typeof backtestRequest>;
