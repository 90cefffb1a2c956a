import { z } from "zod";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { Bars } from "./core/bars";
import { findIndicator, readSettings } from "./core/catalog";

const column = z.array(z.number()).max(2_000_000);
const caseFile = z.object({
  candles: z.object({
    t: column.optional(),
    o: column,
    h: column,
    l: column,
    c: column,
    v: column.optional(),
  }),
  cases: z
    .array(
      z.object({
        id: z.string(),
        indicator: z.string(),
        variant: z.string().optional(),
        params: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .max(10_000),
});

export type IndicatorAnswer = {
  readonly id: string;
  /** one list per output, a number per candle, null before the first value */
  readonly output: { readonly [name: string]: readonly (number | null)[] };
};

/**
 * Answers a file of indicator cases: candles as columns {t, o, h, l, c, v} and cases of {id, indicator, variant, params}.
 * Refuses a file of another form, columns of unequal length, and what the catalogue refuses, naming the case.
 */
export function answerIndicatorCases(file: unknown): Result<readonly IndicatorAnswer[]> {
  const parsed = caseFile.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(
      "invalid",
      `This is no file of indicator cases: ${issue?.path.join(".")}: ${issue?.message}.`,
    );
  }
  const bars = toBars(parsed.data.candles);
  if (!bars.ok) return bars;
  const results: IndicatorAnswer[] = [];
  for (const { id, indicator: name, params, variant } of parsed.data.cases) {
    const indicator = findIndicator(name);
    if (!indicator.ok) return refuse("invalid", `Case ${id}: ${indicator.refusal.message}`);
    const settings = readSettings(indicator.value, params, variant);
    if (!settings.ok) return refuse("invalid", `Case ${id}: ${settings.refusal.message}`);
    const outputs = indicator.value.batch(bars.value, settings.value);
    const written = Object.entries(outputs).map(([output, values]) => [output, toList(values)] as const);
    results.push({ id, output: Object.fromEntries(written) });
  }
  return accept(results);
}

function toBars({ t, o, h, l, c, v }: z.output<typeof caseFile>["candles"]): Result<Bars> {
  const zeros = () => o.map(() => 0);
  const columns = { t: t ?? zeros(), o, h, l, c, v: v ?? zeros() };
  for (const [name, values] of Object.entries(columns)) {
    if (values.length !== o.length) {
      return refuse(
        "invalid",
        `Column ${name} has ${values.length} candles, o has ${o.length}: they must agree.`,
      );
    }
  }
  return accept({
    time: Float64Array.from(columns.t),
    open: Float64Array.from(o),
    high: Float64Array.from(h),
    low: Float64Array.from(l),
    close: Float64Array.from(c),
    volume: Float64Array.from(columns.v),
  });
}

const toList = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null));
