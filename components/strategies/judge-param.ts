import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { doubtOf, numberOf } from "../ui/typed-text";

/** What is wrong with a typed parameter, by the limits its strategy gives; null where nothing is. */
export function judgeParam(typed: string, { whole, min, max }: ParamView): string | null {
  const value = numberOf(typed);
  const fits = !Number.isNaN(value) && (!whole || Number.isInteger(value)) && value >= min && value <= max;
  return fits ? null : (doubtOf(typed) ?? `Write a ${whole ? "whole " : ""}number from ${min} to ${max}.`);
}
