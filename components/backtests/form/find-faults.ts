// Where a form is wrong, before it is sent: the request's own schema and the limits of the strategy's parameters.
import type { z } from "zod";
import type { BacktestInput } from "@/server/backtest/core/backtest-request";
import { readNumber } from "@/server/kernel/typed-number";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import type { Draft } from "./draft";
import { numberOf } from "./percent-text";

/** Sentences by field of the form; "params.fast" and "ranges.fast" name those of a parameter. */
export type Faults = { readonly [field: string]: string | undefined };

/** What is wrong with a form; nothing where the server may judge it. */
export async function findFaults(
  input: BacktestInput,
  draft: Draft,
  fields: readonly ParamView[],
): Promise<Faults> {
  const { backtestRequest } = await import("@/server/backtest/core/backtest-request");
  const parsed = backtestRequest.safeParse(input);
  const issues = parsed.success ? [] : parsed.error.issues;
  return {
    ...Object.fromEntries(issues.map(({ path, message }) => faultOf(path, message)).reverse()),
    ...doubts(draft),
    ...paramFaults(draft, fields),
  };
}

function faultOf(path: z.core.$ZodIssue["path"], message: string): readonly [string, string] {
  const [head = "", second] = path.map(String);
  const field =
    FIELDS[second === undefined ? head : `${head}.${second}`] ??
    FIELDS[head] ??
    (PER_PARAM.has(head) && second !== undefined ? `${head}.${second}` : head);
  return [field, WORDS[field] ?? sentence(message)];
}

/** Fields of numbers whose text may mean two things, or has too many digits: what the reader of numbers says of it. */
function doubts(draft: Draft): Faults {
  return Object.fromEntries(
    NUMBERS.flatMap((field) => {
      const words = doubtOf(draft[field]);
      return words === null ? [] : [[field, words]];
    }),
  );
}

function doubtOf(text: string): string | null {
  const read = readNumber(text, { percent: true });
  return read.ok || read.kind === "unreadable" ? null : read.words;
}

const NUMBERS = [
  ...(["wallet", "stake", "stop", "target", "trail", "trailFrom", "timeStopHours", "fee"] as const),
  ...(["slippage", "seed", "sets", "minTrades", "fitDays", "judgeDays"] as const),
] as const;

const PER_PARAM = new Set(["params", "ranges"]);
const FIELDS: { readonly [path: string]: string } = {
  symbols: "others",
  roi: "target",
  "trailing.positive": "trail",
  "trailing.offset": "trailFrom",
  timeStopMinutes: "timeStopHours",
};
const PERCENT = "Write a percentage from 0 to below 100, for example 2.";
const SMALL_PERCENT = "Write a percentage from 0 to below 10, for example 0.1.";
/** The form asks for percent and days where the request has fractions and instants. */
const WORDS: { readonly [field: string]: string } = {
  from: "Choose the first day of the period.",
  stop: PERCENT,
  target: "Write a percentage such as 5, or steps by minutes held such as 0:5, 60:2.",
  trail: PERCENT,
  trailFrom: PERCENT,
  timeStopHours: "Write hours above zero, for example 24.",
  fee: SMALL_PERCENT,
  slippage: SMALL_PERCENT,
  seed: "Write a whole number from 0 to 2147483647.",
  sets: "Write a whole number from 1 to 5000.",
  minTrades: "Write a whole number from 0 to 10000.",
  fitDays: "Write days above zero, for example 14.",
  judgeDays: "Write days above zero, for example 7.",
  ranges: "Choose at least one parameter to vary, and at most eight.",
};

const sentence = (message: string): string =>
  /[.!?]$/.test(message) ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

function paramFaults(draft: Draft, fields: readonly ParamView[]): Faults {
  const searched = draft.kind !== "run";
  return Object.fromEntries(
    fields.flatMap((field) => {
      const { name } = field;
      if (!(searched && draft.ranges[name]?.varied)) {
        const fault = outside(draft.params[name] ?? "", field);
        return fault ? [[`params.${name}`, fault]] : [];
      }
      const fault = rangeFault(draft.ranges[name], field);
      return fault ? [[`ranges.${name}`, fault]] : [];
    }),
  );
}

function rangeFault({ from, to, step }: Draft["ranges"][string], field: ParamView): string | null {
  const beyond = outside(from, field) ?? outside(to, field);
  if (beyond) return beyond;
  if (numberOf(from) > numberOf(to)) return "From must not exceed to.";
  return numberOf(step) > 0 ? null : "Write a step above zero.";
}

function outside(text: string, { whole, min, max }: ParamView): string | null {
  const value = numberOf(text);
  const fits = !Number.isNaN(value) && (!whole || Number.isInteger(value)) && value >= min && value <= max;
  return fits ? null : (doubtOf(text) ?? `Write a ${whole ? "whole " : ""}number from ${min} to ${max}.`);
}
