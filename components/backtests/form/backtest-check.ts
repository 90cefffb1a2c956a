// What the form of a backtest is judged by: the request's own schema, and the limits of the strategy's parameters.
import type { BacktestInput } from "@/server/backtest/core/backtest-request";
import { REQUEST_BOUNDS } from "@/server/backtest/core/request-bounds";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { judgeParam } from "../../strategies/judge-param";
import type { Faults, FormCheck } from "../../ui/check-form";
import { numberOf, toPercentText } from "../../ui/typed-text";
import { fieldsOf } from "./around-form";
import type { Around, Draft, RangeDraft } from "./draft";
import { requestOfDraft } from "./request-of-draft";

const schema = () =>
  import("@/server/backtest/core/backtest-request").then(({ backtestRequest }) => backtestRequest);

/** The judge of a form around these markets and strategies. */
export const backtestCheck = (around: Around): FormCheck<Draft, BacktestInput> => ({
  schema,
  toInput: (draft) => requestOfDraft(draft, fieldsOf(draft, around), around),
  fieldOf,
  words: WORDS,
  beyond: (draft) => paramFaults(draft, fieldsOf(draft, around)),
});

/** The field of the form that holds a part of the request. */
export function fieldOf(path: string): string {
  const [head = "", name] = path.split(".");
  if (head === "ranges" && name !== undefined) return `ranges.${name}.from`;
  return FIELDS[path] ?? FIELDS[head] ?? path;
}

const FIELDS: { readonly [path: string]: string } = {
  symbols: "others",
  roi: "target",
  "trailing.positive": "trail",
  "trailing.offset": "trailFrom",
  timeStopMinutes: "timeStopHours",
};

const percentBelow = (fraction: string, example: string) =>
  `Write a percentage from 0 to below ${toPercentText(fraction)}, for example ${example}.`;
const EXIT = percentBelow(REQUEST_BOUNDS.exitBelow, "2");
const COST = percentBelow(REQUEST_BOUNDS.costBelow, "0.1");
/** The form asks for percent, days and hours where the request has fractions, instants and minutes. */
const WORDS: Faults = {
  from: "Choose the first day of the period.",
  stop: EXIT,
  target: "Write a percentage such as 5, or steps by minutes held such as 0:5, 60:2.",
  trail: EXIT,
  trailFrom: EXIT,
  timeStopHours: "Write hours above zero, for example 24.",
  fee: COST,
  slippage: COST,
};

function paramFaults(draft: Draft, fields: readonly ParamView[]): Faults {
  const searched = draft.kind !== "run";
  return Object.fromEntries(
    fields.flatMap((field) => {
      const { name } = field;
      const range = searched ? draft.ranges[name] : undefined;
      const fault = range?.varied ? rangeFault(range, field) : judgeParam(draft.params[name] ?? "", field);
      return fault ? [[range?.varied ? `ranges.${name}.from` : `params.${name}`, fault]] : [];
    }),
  );
}

function rangeFault({ from, to, step }: RangeDraft, field: ParamView): string | null {
  const beyond = judgeParam(from, field) ?? judgeParam(to, field);
  if (beyond) return beyond;
  if (numberOf(from) > numberOf(to)) return "From must not exceed to.";
  return numberOf(step) > 0 ? null : "Write a step above zero.";
}
