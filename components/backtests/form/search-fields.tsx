"use client";
import { BACKTEST_SETS_MAX } from "@/server/backtest/core/request-bounds";
import { ChoiceField } from "../../ui/choice-field";
import { NumberField } from "../../ui/form-fields";
import { METHODS, MODES, OBJECTIVES } from "../shared/words";
import { useDraft } from "./around-form";
import type { Draft } from "./draft";
import { FieldGroup, FieldPairs } from "./field-group";

const optionsOf = (words: { readonly [value: string]: string }) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** How a search goes: method, number of sets, what is best, and the windows of a walk-forward. */
export function SearchFields() {
  const { draft } = useDraft();
  return (
    <FieldGroup legend="Search">
      <FieldPairs>
        <ChoiceField<Draft> name="method" label="Method" options={optionsOf(METHODS)} />
        <ChoiceField<Draft> name="objective" label="Best by" options={optionsOf(OBJECTIVES)} />
        {draft.method === "grid" ? null : (
          <NumberField<Draft> name="sets" label="Sets at most" hint={`1 to ${BACKTEST_SETS_MAX}`} />
        )}
        <NumberField<Draft> name="minTrades" label="Trades at least" hint="Fewer rank last" />
        {draft.kind === "walk-forward" ? (
          <>
            <ChoiceField<Draft> name="mode" label="Windows" options={optionsOf(MODES)} />
            <NumberField<Draft> name="fitDays" label="Fit on" unit="days" />
            <NumberField<Draft> name="judgeDays" label="Judge on" unit="days" hint="Not seen by the fit" />
          </>
        ) : null}
      </FieldPairs>
    </FieldGroup>
  );
}
