import { createContext, use } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { setFields } from "../../ui/use-checked-form";
import type { Around, Draft } from "./draft";

/** What the form offers: markets, strategies, risk modes, the clock of the market. */
export const AroundForm = createContext<Around | null>(null);

/** The parameters of the strategy the form names. */
export const fieldsOf = (draft: Draft, { choices }: Around): readonly ParamView[] =>
  choices.strategies.find(({ id }) => id === draft.strategy)?.params ?? [];

/** What a group of fields works with: the form as it is filled now, and how several fields change at once. */
export function useDraft() {
  const around = use(AroundForm);
  const form = useFormContext<Draft>();
  const draft = useWatch<Draft>({ control: form.control }) as Draft;
  if (around === null) throw new Error("Invariant broken: fields of a backtest stand in its form");
  return { draft, around, set: (part: Partial<Draft>) => setFields(form, part) };
}
