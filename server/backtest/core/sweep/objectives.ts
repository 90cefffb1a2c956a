import { accept, type Result, refuse } from "@/server/kernel/result";
import { readFormula } from "../formula/read-formula";
import { metricNames, type SetFigures } from "./set-figures";

/** What a search may be best by, by name; anything else is a formula over the figures of a set. */
export const objectives = [
  "total-return",
  "sharpe",
  "sortino",
  "calmar",
  "profit-factor",
  "expectancy",
  "sqn",
  "max-drawdown",
] as const;
export type ObjectiveName = (typeof objectives)[number];

/** How good a set is, higher is better; null where it is undefined. */
export type Measure = (figures: SetFigures) => number | null;

const NAMED: { readonly [name in ObjectiveName]: Measure } = {
  "total-return": ({ totalReturn }) => totalReturn,
  sharpe: ({ sharpe }) => sharpe,
  sortino: ({ sortino }) => sortino,
  calmar: ({ calmar }) => calmar,
  "profit-factor": ({ profitFactor }) => profitFactor,
  expectancy: ({ expectancy }) => expectancy,
  sqn: ({ sqn }) => sqn,
  // the smaller the better
  "max-drawdown": ({ maxDrawdown }) => 0 - maxDrawdown,
};

const isNamed = (text: string): text is ObjectiveName => objectives.some((name) => name === text);

/** The measure of a name or a formula such as "sharpe * sqrt(trades)". Refuses what can be read as neither. */
export function readObjective(text: string): Result<Measure> {
  if (isNamed(text)) return accept(NAMED[text]);
  const formula = readFormula(text, metricNames);
  if (!formula.ok) {
    return refuse(
      "invalid",
      `${formula.refusal.message} An objective is one of ${objectives.join(", ")}, or a formula such as "sharpe * sqrt(trades)".`,
    );
  }
  if (formula.value.names.length === 0)
    return refuse("invalid", `"${text}" names no figure: it would be the same for every set.`);
  const { of } = formula.value;
  return accept((figures) => of((name) => figures[name as keyof SetFigures] ?? null));
}

/** Of a request that was judged when it came. */
export function measureOf(objective: string): Measure {
  const measure = readObjective(objective);
  if (!measure.ok) throw new Error(`Invariant broken: ${measure.refusal.message}`);
  return measure.value;
}

/** As the measure says; null where there were too few trades to say anything. */
export const fitnessOf = (
  figures: SetFigures,
  { measure, minTrades }: { readonly measure: Measure; readonly minTrades: number },
): number | null => (figures.trades < Math.max(1, minTrades) ? null : measure(figures));
