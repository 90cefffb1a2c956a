import { didYouMean } from "@/server/kernel/nearest-name";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { readFormula } from "../formula/read-formula";

/** A condition that a set must meet to be tried: "fast < slow". */
export type SetRule = {
  readonly text: string;
  readonly names: readonly string[];
  /** whether it holds for the parameters in force; what is undefined does not */
  readonly holds: (values: Values) => boolean;
};
type Values = { readonly [name: string]: unknown };

export const RULES_MAX = 8;

/** Reads one rule over the parameters in `known`. Refuses what is no condition, with the mend. */
export function readRule(text: string, known: readonly string[]): Result<SetRule> {
  const formula = readFormula(text, known);
  if (!formula.ok) return formula;
  const { of, kind, names } = formula.value;
  if (kind !== "condition")
    return refuse("invalid", `"${text}" is no condition: compare two values, for example "fast < slow".`);
  return accept({
    text: formula.value.text,
    names,
    holds: (values) => of((name) => toNumber(values[name])) === 1,
  });
}

const toNumber = (value: unknown): number | null => {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" ? value : null;
};

/** What the rules are read over, and what of it varies. */
export type RuleNames = {
  /** the strategy's own parameters */
  readonly params: readonly string[];
  /** those of the search's ranges, options among them */
  readonly varied: readonly string[];
};

/** All rules of a search. Refuses one that can leave nothing out because nothing it names varies. */
export function readRules(
  texts: readonly string[],
  { params, varied }: RuleNames,
): Result<readonly SetRule[]> {
  const known = [...new Set([...params, ...varied])];
  const rules: SetRule[] = [];
  for (const text of texts) {
    const rule = readRule(text, known);
    if (!rule.ok) return rule;
    const { names } = rule.value;
    if (!names.some((name) => varied.includes(name))) {
      const near = names.map((name) => didYouMean(name, varied)).find((words) => words !== "") ?? "";
      return refuse(
        "invalid",
        `The rule "${text}" has no effect: none of its parameters varies. The ranges are of ${varied.join(", ")}.${near}`,
      );
    }
    rules.push(rule.value);
  }
  return accept(rules);
}

/** Whether all rules hold for a set with everything that is in force beside it. */
export const keepsRules = (rules: readonly SetRule[], params: Values, set: Values): boolean =>
  rules.every(({ holds }) => holds({ ...params, ...set }));
