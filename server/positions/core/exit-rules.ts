// What sells a position besides its strategy: the settings of a bot, as one writes them, and what a position carries of them.
// The one reading of them for live, paper and backtest; `check-stops` says when they fire.
import { z } from "zod";
import { type Decimal, decimalWire, ONE, sumOf, toDecimal, typedDecimal } from "@/server/kernel/money";

/** Ends of what a bot may be told, themselves allowed; ratios are fractions as text. */
export const EXIT_BOUNDS = {
  /** of a stop below the entry, however it was measured */
  stop: { least: "0.01", most: "0.05" },
  target: { least: "0.02", most: "1" },
  trailing: { least: "0.005", most: "0.50" },
  /** gains at which something begins or sells */
  gain: { least: "0.005", most: "0.10" },
  /** above the entry: what a break-even stop keeps */
  keep: { least: "0", most: "0.05" },
  multiple: { least: "0.5", most: "10" },
  candles: { least: 5, most: 100 },
  share: { least: "0.05", most: "0.95" },
  partials: 4,
  hours: { least: 0.1, most: 8_760 },
} as const;

type Ends = { readonly least: string; readonly most: string };

const within = ({ least, most }: Ends, words: string) =>
  typedDecimal.refine((text) => {
    const value = toDecimal(text);
    return value.gte(least) && value.lte(most);
  }, words);

const percent = (ratio: string): string => `${toDecimal(ratio).times(100).toFixed()} %`;
const ratioWithin = (name: string, ends: Ends) =>
  within(
    ends,
    `${name} lies from ${percent(ends.least)} to ${percent(ends.most)}: write a fraction from ${ends.least} to ${ends.most}.`,
  );

const { candles, hours, multiple } = EXIT_BOUNDS;
const candleWords = `Write whole candles from ${candles.least} to ${candles.most}.`;
const hourWords = `Write hours from ${hours.least} to ${hours.most}.`;

const stopRule = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("percent"), ratio: ratioWithin("A stop", EXIT_BOUNDS.stop) }),
  /** so many average true ranges below the entry, held within the bounds of a stop */
  z.strictObject({
    kind: z.literal("volatility"),
    multiple: within(multiple, `Write a multiple from ${multiple.least} to ${multiple.most}, for example 2.`),
    candles: z.int(candleWords).min(candles.least, candleWords).max(candles.most, candleWords).default(14),
  }),
]);

const trailingRule = z.strictObject({
  /** below the highest price since the entry */
  ratio: ratioWithin("A trailing stop", EXIT_BOUNDS.trailing),
  /** it begins once the price was that far above the entry; 0: as soon as it lies above the entry */
  offset: ratioWithin("The gain a trailing stop begins at", { ...EXIT_BOUNDS.gain, least: "0" }).default("0"),
});

const breakEvenRule = z
  .strictObject({
    /** once the price was that far above the entry … */
    after: ratioWithin("The gain a break-even stop begins at", EXIT_BOUNDS.gain),
    /** … the stop lies that far above it: for the fees of both sides */
    keep: ratioWithin("What a break-even stop keeps", EXIT_BOUNDS.keep).default("0.002"),
  })
  .refine(({ after, keep }) => toDecimal(keep).lt(after), {
    message: "A break-even stop keeps less than the gain it begins at: write a smaller fraction.",
    path: ["keep"],
  });

const partialRule = z.strictObject({
  at: ratioWithin("A partial target", EXIT_BOUNDS.gain),
  /** of all that was bought */
  share: ratioWithin("The share of a partial target", EXIT_BOUNDS.share),
});

const partials = z
  .array(partialRule)
  .max(EXIT_BOUNDS.partials, `At most ${EXIT_BOUNDS.partials} partial targets.`)
  .refine((all) => all.every(({ at }, n) => n === 0 || toDecimal(at).gt(all[n - 1]?.at ?? "0")), {
    message: "Partial targets rise: each lies above the one before.",
  })
  .refine((all) => sumOf(all.map(({ share }) => toDecimal(share))).lt(1), {
    message: "Partial targets sell less than all together: what is left goes at the target or the stop.",
  });

/** What a bot may be told of its exits; what is absent or null is its owner's setting, or none. */
export const botExits = z
  .strictObject({
    stop: stopRule.nullable().default(null),
    target: ratioWithin("A target", EXIT_BOUNDS.target).nullable().default(null),
    trailing: trailingRule.nullable().default(null),
    breakEven: breakEvenRule.nullable().default(null),
    partials: partials.default([]),
    /** market clock: sold after that, whatever the price */
    timeHours: z
      .number(hourWords)
      .min(hours.least, hourWords)
      .max(hours.most, hourWords)
      .nullable()
      .default(null),
  })
  .refine(({ target, partials: parts }) => !target || parts.every(({ at }) => toDecimal(at).lt(target)), {
    message: "Partial targets lie below the target: there everything is sold.",
    path: ["partials"],
  });
export type BotExits = z.output<typeof botExits>;

/** A bot's exits as stored; null for none, and for what an older version cannot have written. */
export function readBotExits(stored: unknown): BotExits | null {
  if (stored === null || stored === undefined) return null;
  return botExits.parse(stored);
}

/** What sells a position beside stop, target, trailing and time, all counted from its average entry price. */
export type PositionExits = {
  /** the trailing stop begins once the price was that far above the entry */
  readonly trailingOffset: Decimal;
  readonly breakEven: { readonly after: Decimal; readonly keep: Decimal } | null;
  readonly partials: readonly { readonly at: Decimal; readonly share: Decimal }[];
};

const ratioWire = decimalWire;
const positionExitsWire = z.object({
  trailingOffset: ratioWire,
  breakEven: z.object({ after: ratioWire, keep: ratioWire }).nullable(),
  partials: z.array(z.object({ at: ratioWire, share: ratioWire })),
});
export type PositionExitsJson = z.input<typeof positionExitsWire>;

/** What a bot's exits add to a position; null where they add nothing. */
export function toPositionExits(exits: BotExits | null): PositionExits | null {
  if (!exits) return null;
  const { trailing, breakEven, partials: parts } = exits;
  if (!breakEven && parts.length === 0 && !(trailing && trailing.offset !== "0")) return null;
  return positionExitsWire.decode({
    trailingOffset: trailing?.offset ?? "0",
    breakEven,
    partials: parts,
  });
}

/** Text, for a JSON column. */
export const positionExitsToJson = (exits: PositionExits): PositionExitsJson =>
  positionExitsWire.encode({ ...exits, partials: [...exits.partials] });

export const positionExitsFromJson = (stored: unknown): PositionExits | null =>
  stored === null || stored === undefined ? null : positionExitsWire.parse(stored);

/**
 * The stop's distance as a fraction of the price: so many average ranges (in price units), within the bounds of a stop; the
 * given one where nothing else is asked, or the ranges are not known yet.
 */
export function stopRatioOf(
  exits: BotExits | null,
  {
    standard,
    price,
    averageRange,
  }: {
    readonly standard: Decimal;
    readonly price: Decimal;
    readonly averageRange: (candles: number) => number;
  },
): Decimal {
  const rule = exits?.stop;
  if (!rule) return standard;
  if (rule.kind === "percent") return toDecimal(rule.ratio);
  const range = averageRange(rule.candles);
  if (!(range > 0 && Number.isFinite(range) && price.gt(0))) return standard;
  const wanted = toDecimal(rule.multiple).times(range.toFixed(RANGE_DIGITS)).div(price);
  const { least, most } = EXIT_BOUNDS.stop;
  if (wanted.lt(least)) return toDecimal(least);
  return wanted.gt(most) ? toDecimal(most) : wanted.toDecimalPlaces(RATIO_DIGITS);
}

const RANGE_DIGITS = 18;
const RATIO_DIGITS = 8;

/** What is left of a position once the partial targets up to `price` have sold their shares, a fraction of all of it. */
export function keptAt({ partials: parts }: PositionExits, entryPrice: Decimal, price: Decimal): Decimal {
  let kept = ONE;
  for (const { at, share } of parts) if (price.gte(entryPrice.times(ONE.plus(at)))) kept = kept.minus(share);
  return kept;
}
