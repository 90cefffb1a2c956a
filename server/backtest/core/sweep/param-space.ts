import type { ParamRange } from "../backtest-request";

export type ParamValue = number | boolean | string;
/** One parameter set; names that begin with "options." change how it is traded, the others the strategy. */
export type ParamSet = { readonly [name: string]: ParamValue };

/** The values each parameter may take, names in order: every set has a number from 0 to `possibleSets` − 1. */
export type ParamSpace = {
  readonly names: readonly string[];
  readonly values: readonly (readonly ParamValue[])[];
};

const STEPS_MAX = 10_000;
/** Ranges of decimal steps must end where they say: 0.1 to 0.3 by 0.1 has three values. */
const NEARLY = 1e-9;

/** Ranges as values, each parameter's in the order given. */
export function toParamSpace(ranges: { readonly [name: string]: ParamRange }): ParamSpace {
  const names = Object.keys(ranges).sort();
  return { names, values: names.map((name) => valuesOf(ranges[name] as ParamRange)) };
}

function valuesOf(range: ParamRange): readonly ParamValue[] {
  if ("values" in range) return [...new Set(range.values)];
  const { from, to, step } = range;
  const count = Math.min(Math.floor((to - from) / step + NEARLY) + 1, STEPS_MAX);
  return Array.from({ length: count }, (_, index) => toTidy(from + index * step));
}

/** 0.1 + 0.2 is 0.3. */
const toTidy = (value: number): number => Math.round(value * 1e9) / 1e9;

/** How many sets there are in all, whether the strategy takes them or not. */
export const possibleSets = ({ values }: ParamSpace): number =>
  values.reduce((product, { length }) => product * length, 1);

/** The set of that number; the last parameter changes fastest. */
export function setAt(space: ParamSpace, number: number): ParamSet {
  return fromGenes(space, genesAt(space, number));
}

/** The place of each parameter's value in the set of that number. */
export function genesAt({ values }: ParamSpace, number: number): number[] {
  const genes = values.map(() => 0);
  let rest = number;
  for (let place = values.length - 1; place >= 0; place--) {
    const { length } = values[place] as readonly ParamValue[];
    genes[place] = rest % length;
    rest = Math.floor(rest / length);
  }
  return genes;
}

/** The number of a set from the places of its values. */
export const numberOf = ({ values }: ParamSpace, genes: readonly number[]): number =>
  values.reduce((number, { length }, place) => number * length + (genes[place] as number), 0);

const fromGenes = ({ names, values }: ParamSpace, genes: readonly number[]): ParamSet =>
  Object.fromEntries(
    names.map((name, place) => [name, values[place]?.[genes[place] as number] as ParamValue]),
  );
