import { z } from "zod";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { toSentence } from "@/server/kernel/to-sentence";
import { type CandleTimeframe, timeframeMs } from "@/server/market/core/candle";
import { MEMORY_MAX } from "../memory";
import type { CandleWindow, Flags, Holding, Strategy, StrategySignal } from "../strategy";
import { isPlainAnswer } from "./plain-answer";
import { slidingEma } from "./sliding-ema";
import { tools } from "./tools";

type Params = Record<string, unknown>;
type Values = Record<string, number>;

const LOTS_MAX = 50;
const call = (words: string) =>
  z.custom<(...given: unknown[]) => unknown>((value) => typeof value === "function", words);

const paramRange = z
  .strictObject({
    min: z.number("must be a number."),
    max: z.number("must be a number."),
    default: z.number("must be a number."),
    whole: z.boolean("must be true or false.").default(false),
  })
  .refine(({ min, max }) => min <= max, "min must not be above max.")
  .refine((one) => one.default >= one.min && one.default <= one.max, "default must lie from min to max.")
  .refine(
    (one) => !one.whole || [one.min, one.max, one.default].every(Number.isInteger),
    "with whole: true, min, max and default must be whole numbers.",
  );

const ownStrategy = z.strictObject(
  {
    id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, "must be 2 to 40 small letters, digits and dashes."),
    title: z.string("must be a text.").min(1).max(60),
    guidance: z.string("must say when to use it and when it fails.").min(1).max(400),
    params: z
      .record(
        z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,29}$/, "parameter names are letters and digits."),
        paramRange,
      )
      .default({}),
    warmup: call("must be a function of the parameters that answers a number of candles."),
    memory: call("must be a function of the parameters that answers a number of candles."),
    decide: call("must be a function (window, params, holding, tools)."),
    lotsMax: call("must be a function of the parameters that answers a number.").optional(),
    signals: call("must be a function (columns, params, tools).").optional(),
  },
  "It must export one object by default: export default { id, title, guidance, params, warmup, memory, decide }.",
);

const answer = z.strictObject({
  direction: z.enum(["buy", "sell", "hold"], 'must be "buy", "sell" or "hold".'),
  reason: z.string("must be a short text.").min(1).max(60),
  words: z.string("must say why.").min(1).max(200),
  score: z.number().min(0, "must be from 0 to 1.").max(1, "must be from 0 to 1.").default(1),
  portion: z.number().gt(0, "must be above 0.").max(1, "must be at most 1.").optional(),
  indicators: z.record(z.string(), z.number("an indicator must be a number.").or(z.nan())).default({}),
});

/**
 * A strategy from a file of the owner's; refuses with one sentence that says what to correct. What the file's functions
 * answer is checked at every call: an answer that cannot be understood is thrown as an error that names the file.
 */
export function readOwnStrategy(file: string, given: unknown): Result<Strategy> {
  const parsed = ownStrategy.safeParse(given);
  if (!parsed.success) return refuse("invalid", `${file}: ${toSentence(parsed.error)}`);
  const own = parsed.data;
  const paramsSchema = schemaOf(own.params) as z.ZodType<Params>;
  const count = (name: string, value: unknown, most: number): number => {
    if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most)
      return value as number;
    throw new TypeError(
      `${file}: ${name} must answer a whole number from 1 to ${most}, not ${String(value)}.`,
    );
  };
  const warmup = (params: Params) => count("warmup", own.warmup(params), MEMORY_MAX);
  const memory = (params: Params, candleMs: number) =>
    Math.max(warmup(params), count("memory", own.memory(params, candlesIn(candleMs)), MEMORY_MAX));
  const lotsMax = (params: Params) => count("lotsMax", own.lotsMax?.(params) ?? 1, LOTS_MAX);
  const { signals } = own;
  const strategy: Strategy = {
    id: own.id,
    title: own.title,
    guidance: own.guidance,
    paramsSchema,
    warmup,
    memory,
    lotsMax,
    signals: signals
      ? (columns, params) => toFlags(file, signals(columns, params, tools), columns.close.length)
      : null,
    decide: (window: CandleWindow, params: Params, holding: Holding | null) =>
      toSignal(file, own.decide(window, params, holding, tools)),
    replayed: () => {
      const sliding = { ...tools, emaSeries: slidingEma() };
      return (window, params, holding) => toSignal(file, own.decide(window, params, holding, sliding));
    },
  };
  return tryDefaults(file, strategy);
}

/** How many candles of `candleMs` make one of a timeframe, for `memory`. */
const candlesIn =
  (candleMs: number) =>
  (timeframe: CandleTimeframe): number =>
    Math.max(1, Math.ceil(timeframeMs(timeframe) / candleMs));

const schemaOf = (params: z.output<typeof ownStrategy>["params"]) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(params).map(([name, { min, max, whole, default: standard }]) => {
        const number = whole ? z.number().int() : z.number();
        return [name, number.min(min).max(max).default(standard)];
      }),
    ),
  );

/** Its own defaults must be sizes it can work with, or nobody could use it. */
function tryDefaults(file: string, strategy: Strategy): Result<Strategy> {
  try {
    const params = strategy.paramsSchema.parse({}) as Values;
    // of the longest candles: what it says for shorter ones is checked where they are chosen
    strategy.memory(params, timeframeMs("1M"));
    strategy.lotsMax(params);
    return accept(strategy);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return refuse("invalid", words.startsWith(file) ? words : `${file}: ${words}`);
  }
}

function toSignal(file: string, given: unknown): StrategySignal {
  const { direction, reason, words, score, portion, indicators } = isPlainAnswer(given)
    ? given
    : parseAnswer(file, given);
  const own = direction === "buy" ? (score ?? 1) : 0;
  return {
    direction,
    words,
    portion,
    score: direction === "sell" ? -1 : own,
    reasonCode: reason,
    indicators: listOf(indicators),
  };
}

function parseAnswer(file: string, given: unknown): z.output<typeof answer> {
  const parsed = answer.safeParse(given);
  if (!parsed.success) throw new TypeError(`${file}: decide answered wrongly: ${toSentence(parsed.error)}`);
  return parsed.data;
}

const NONE: StrategySignal["indicators"] = [];

function listOf(indicators: Record<string, number> | undefined): StrategySignal["indicators"] {
  if (indicators === undefined) return NONE;
  const list: { name: string; value: number }[] = [];
  for (const name of Object.keys(indicators)) list.push({ name, value: indicators[name] as number });
  return list;
}

function toFlags(file: string, given: unknown, length: number): Flags {
  const { entry, exit } = (given ?? {}) as Partial<Flags>;
  const fits = (flags: unknown) => flags instanceof Uint8Array && flags.length === length;
  if (entry && exit && fits(entry) && fits(exit)) return { entry, exit };
  throw new TypeError(`${file}: signals must answer { entry, exit }, each a Uint8Array of ${length} flags.`);
}
