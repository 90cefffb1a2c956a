// What is sent of the form, and where the form is wrong before anything is sent.
import type { BacktestInput } from "@/server/backtest/core/backtest-request";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { numberOf, numberOrText, plainText, toFractionText } from "../../ui/typed-text";
import { dayEnd, dayStart } from "../../ui/zone-days";
import { type Around, type Draft, marketOf, pricesOf, STAKE } from "./draft";

/**
 * The request a form stands for. Its schema, and after it the server, judge it: what is no number is sent as typed,
 * for its field to be named. An empty field is left to its standard.
 */
export function requestOfDraft(draft: Draft, fields: readonly ParamView[], around: Around): BacktestInput {
  const prices = pricesOf(marketOf(draft, around), around.marketNow);
  const common = {
    name: draft.name.trim() || null,
    exchange: draft.exchange as ExchangeName,
    symbols: draft.kind === "run" ? [draft.symbol, ...splitSymbols(draft.others)] : [draft.symbol],
    timeframe: draft.timeframe,
    from: isoOf(Math.max(dayStart(draft.from, around.zone), prices.from)),
    to: isoOf(Math.min(dayEnd(draft.to, around.zone), prices.until)),
    strategy: draft.strategy,
    params: paramsOf(draft),
    wallet: plainText(draft.wallet),
    ...(draft.sizing === STAKE
      ? { riskMode: null, stake: plainText(draft.stake) }
      : { riskMode: draft.sizing as "balanced" }),
    ...(draft.stop.trim() === "" ? {} : { stop: toFractionText(draft.stop) }),
    roi: roiOf(draft.target),
    ...trailingOf(draft),
    ...(draft.timeStopHours.trim() === "" ? {} : { timeStopMinutes: hoursToMinutes(draft.timeStopHours) }),
    ...(draft.fee.trim() === "" ? {} : { fee: toFractionText(draft.fee) }),
    ...(draft.slippage.trim() === "" ? {} : { slippage: toFractionText(draft.slippage) }),
    fill: draft.fill as "strict",
    seed: numberOrText(draft.seed) as number,
  };
  if (draft.kind === "run") return { kind: "run", ...common };
  const search = {
    ranges: rangesOf(draft, fields),
    method: draft.method as "grid",
    // a grid tries all its sets: how many of them is not asked
    ...(draft.method === "grid" ? {} : { sets: numberOrText(draft.sets) as number }),
    objective: draft.objective as "sharpe",
    minTrades: numberOrText(draft.minTrades) as number,
  };
  if (draft.kind === "sweep") return { kind: "sweep", ...common, ...search };
  return {
    kind: "walk-forward",
    ...common,
    ...search,
    mode: draft.mode as "rolling",
    fitDays: numberOrText(draft.fitDays) as number,
    judgeDays: numberOrText(draft.judgeDays) as number,
  };
}

/** How many parameter sets a grid of the form's ranges has; null while a range cannot be read. */
export function countSets(draft: Draft, fields: readonly ParamView[]): number | null {
  let sets = 1;
  for (const { name } of fields.filter((field) => draft.ranges[field.name]?.varied)) {
    const count = countValues(draft.ranges[name]);
    if (count === null) return null;
    sets *= count;
  }
  return sets;
}

function countValues(range: Draft["ranges"][string] | undefined): number | null {
  const [from, to, step] = [range?.from, range?.to, range?.step].map((text) => numberOf(text ?? ""));
  if (from === undefined || to === undefined || step === undefined) return null;
  return step > 0 && to >= from ? Math.floor((to - from) / step + 1e-9) + 1 : null;
}

function paramsOf({ params }: Draft) {
  const typed = Object.entries(params).filter(([, text]) => text.trim() !== "");
  return Object.fromEntries(typed.map(([name, text]) => [name, paramValue(text)]));
}

/** Numbers are typed in the form; other values come along from an earlier request as they were. */
const paramValue = (text: string): number | boolean | string =>
  text === "true" || text === "false" ? text === "true" : numberOrText(text);

function rangesOf({ ranges }: Draft, fields: readonly ParamView[]) {
  const varied = fields.filter(({ name }) => ranges[name]?.varied);
  return Object.fromEntries(
    varied.map(({ name }) => {
      const range = ranges[name];
      const [from, to, step] = [range?.from, range?.to, range?.step].map(
        (text) => numberOrText(text ?? "") as number,
      );
      return [name, { from: from as number, to: to as number, step: step as number }];
    }),
  );
}

function roiOf(target: string): { readonly [minutes: string]: string } {
  const steps = splitSteps(target).map((step): readonly [string, string] => {
    const at = step.indexOf(":");
    return [at < 0 ? "0" : step.slice(0, at).trim(), toFractionText(step.slice(at + 1))];
  });
  const table = Object.fromEntries(steps);
  // two steps of one minute cannot both be meant: sent as typed, for the field to be named
  return Object.keys(table).length === steps.length ? table : { [target]: target };
}

function trailingOf({ trail, trailFrom }: Draft) {
  if (trail.trim() === "" && trailFrom.trim() === "") return {};
  const offset = trailFrom.trim() === "" ? "0" : toFractionText(trailFrom);
  const positive = trail.trim() === "" ? null : toFractionText(trail);
  return { trailing: { positive, offset, onlyAboveOffset: offset !== "0" } };
}

/** Symbols may be parted by any comma; steps by one that a next step follows, "0:5,60:2", for "2,5" is a number to some. */
const splitSymbols = (text: string) => parts(text.toUpperCase().split(/[,;\s]+/));
const splitSteps = (text: string) => parts(text.split(/;|,(?=\s*\d+\s*:)/));
const parts = (all: readonly string[]): string[] => all.map((part) => part.trim()).filter(Boolean);

const isoOf = (ms: number): string => (Number.isNaN(ms) ? "" : new Date(ms).toISOString());

const hoursToMinutes = (hours: string): number => {
  const read = numberOrText(hours);
  return typeof read === "number" ? Math.round(read * 60) : (read as unknown as number);
};
