"use client";
import { Choice } from "../../ui/choice";
import { METHODS, MODES, OBJECTIVES } from "../shared/words";
import type { FieldsProps } from "./form-props";
import { NumberField } from "./number-field";

const optionsOf = (words: { readonly [value: string]: string }) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** How a search goes: method, number of sets, what is best, and the windows of a walk-forward. */
export function SearchFields({ draft, faults, onChange }: FieldsProps) {
  const props = { draft, faults, onChange };
  return (
    <fieldset>
      <legend>Search</legend>
      <div className="bt-fields">
        <Choice
          label="Method"
          value={draft.method}
          options={optionsOf(METHODS)}
          onChange={(method) => onChange({ method })}
        />
        <Choice
          label="Best by"
          value={draft.objective}
          options={optionsOf(OBJECTIVES)}
          onChange={(objective) => onChange({ objective })}
        />
        <NumberField field="sets" label="Sets at most" hint="1 to 5000" {...props} />
        <NumberField field="minTrades" label="Trades at least" hint="Fewer rank last" {...props} />
        {draft.kind === "walk-forward" ? (
          <>
            <Choice
              label="Windows"
              value={draft.mode}
              options={optionsOf(MODES)}
              onChange={(mode) => onChange({ mode })}
            />
            <NumberField field="fitDays" label="Fit on" unit="days" {...props} />
            <NumberField
              field="judgeDays"
              label="Judge on"
              unit="days"
              hint="Not seen by the fit"
              {...props}
            />
          </>
        ) : null}
      </div>
    </fieldset>
  );
}
