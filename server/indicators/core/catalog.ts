import { accept, type Result, refuse } from "@/server/kernel/result";
import { averages } from "./catalog/averages";
import { bands } from "./catalog/bands";
import { oscillators } from "./catalog/oscillators";
import { volumes } from "./catalog/volumes";
import type { Indicator, ParamRange, Settings } from "./define-indicator";

/** Every indicator by its name, for strategies, pages and the terminal. */
export const indicators: ReadonlyMap<string, Indicator> = new Map(
  [...averages, ...oscillators, ...bands, ...volumes].map((indicator) => [indicator.name, indicator]),
);

/** The indicator of that name; refuses with the names there are. */
export function findIndicator(name: string): Result<Indicator> {
  const found = indicators.get(name);
  if (found) return accept(found);
  return refuse(
    "not_found",
    `There is no indicator "${name}". There are ${[...indicators.keys()].join(", ")}.`,
  );
}

/**
 * Checked settings from what somebody gave: missing parameters take their default, a missing variant the first one.
 * Where an indicator has but one convention, any of the reference libraries' names stands for it. Refuses unknown
 * parameters, values out of range and unknown variants, in one sentence.
 */
export function readSettings(
  indicator: Indicator,
  given: { readonly [name: string]: unknown },
  variant?: string,
): Result<Settings> {
  for (const name of Object.keys(given)) {
    if (!(name in indicator.params)) {
      const known = Object.keys(indicator.params).join(", ") || "no parameters";
      return refuse("invalid", `${indicator.name} has no parameter "${name}": it takes ${known}.`);
    }
  }
  const params: { [name: string]: number } = {};
  for (const [name, range] of Object.entries(indicator.params)) {
    const value = given[name] ?? range.default;
    const wrong = judge(value, range);
    if (wrong) return refuse("invalid", `${indicator.name}: ${name} ${wrong}, not ${JSON.stringify(value)}.`);
    params[name] = value as number;
  }
  const order = judgeOrder(params);
  if (order) return refuse("invalid", `${indicator.name}: ${order}`);
  const chosen = chooseVariant(indicator, variant);
  if (chosen === null) {
    const known = indicator.variants.join(", ");
    return refuse("invalid", `${indicator.name} has no variant "${variant}": choose one of ${known}.`);
  }
  return accept({ params, variant: chosen });
}

const LIBRARIES = ["tulip", "talib"];

function chooseVariant({ variants }: Indicator, variant: string | undefined): string | null {
  if (variant === undefined) return variants[0] ?? null;
  if (variants.includes(variant)) return variant;
  return variants.length === 1 && LIBRARIES.includes(variant) ? (variants[0] ?? null) : null;
}

function judge(value: unknown, { min, max, whole }: ParamRange): string | null {
  const fits =
    typeof value === "number" && value >= min && value <= max && (!whole || Number.isInteger(value));
  return fits ? null : `must be a ${whole ? "whole " : ""}number from ${min} to ${max}`;
}

/** The two rules between parameters that any indicator has. */
function judgeOrder({ fast, slow, step, max }: { readonly [name: string]: number }): string | null {
  if (fast !== undefined && slow !== undefined && fast > slow) {
    return `fast (${fast}) must not be longer than slow (${slow}).`;
  }
  if (step !== undefined && max !== undefined && step > max) {
    return `step (${step}) must not be above max (${max}).`;
  }
  return null;
}
