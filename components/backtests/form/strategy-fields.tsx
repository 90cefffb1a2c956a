"use client";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { Choice } from "../../ui/choice";
import { cn } from "../../ui/cn";
import { Said, TextField } from "../../ui/field";
import { paramLabel } from "../shared/param-label";
import { type RangeDraft, standardsOf } from "./draft";
import { type FieldsProps, fieldsOf } from "./form-props";

/** The strategy and its parameters; in a search, which of them vary and over what. */
export function StrategyFields(props: FieldsProps) {
  const { draft, around, faults, onChange } = props;
  const { strategies } = around.choices;
  const chosen = strategies.find(({ id }) => id === draft.strategy);
  const fields = fieldsOf(draft, around);
  const choose = (strategy: string) => {
    const next = strategies.find(({ id }) => id === strategy);
    onChange({ strategy, ...standardsOf(next?.params ?? []) });
  };
  return (
    <fieldset className={draft.kind === "run" ? undefined : "bt-wide"}>
      <legend>Strategy</legend>
      <Choice
        label="Strategy"
        value={draft.strategy}
        options={strategies.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={choose}
        hint={chosen?.guidance}
        said={faults.strategy ?? null}
      />
      {draft.kind === "run" ? (
        <div className="bt-fields">
          {fields.map((field) => (
            <ParamValue key={field.name} field={field} {...props} />
          ))}
        </div>
      ) : (
        <div className="grid gap-2">
          {fields.map((field) => (
            <ParamRow key={field.name} field={field} {...props} />
          ))}
        </div>
      )}
      {faults.params ? <Said>{faults.params}</Said> : null}
    </fieldset>
  );
}

type ParamProps = FieldsProps & { readonly field: ParamView };

function ParamValue({ field, draft, faults, onChange }: ParamProps) {
  const { name, whole, min, max } = field;
  return (
    <TextField
      label={paramLabel(name)}
      value={draft.params[name] ?? ""}
      onChange={(event) => onChange({ params: { ...draft.params, [name]: event.target.value } })}
      inputMode={whole ? "numeric" : "decimal"}
      autoComplete="off"
      hint={`${min} to ${max}`}
      said={faults[`params.${name}`] ?? null}
    />
  );
}

/** One parameter of a search: held at a value, or varied from, to, by. */
function ParamRow(props: ParamProps) {
  const { field, draft, faults, onChange } = props;
  const { name } = field;
  const range = draft.ranges[name] ?? { varied: false, from: "", to: "", step: "" };
  const set = (part: Partial<RangeDraft>) =>
    onChange({ ranges: { ...draft.ranges, [name]: { ...range, ...part } } });
  const label = paramLabel(name);
  const said = faults[`ranges.${name}`] ?? null;
  return (
    <div className={cn("bt-param", range.varied && "bt-param-varied")}>
      <label className="bt-check">
        <input
          type="checkbox"
          checked={range.varied}
          onChange={(event) => set({ varied: event.target.checked })}
        />
        <span>
          Vary <span className="sr-only">{label}</span>
        </span>
      </label>
      {!range.varied ? (
        <ParamValue {...props} />
      ) : (
        <>
          <RangeField
            label={`${label} from`}
            value={range.from}
            said={said}
            onChange={(from) => set({ from })}
          />
          <RangeField label="to" spoken={`${label} to`} value={range.to} onChange={(to) => set({ to })} />
          <RangeField
            label="step"
            spoken={`${label} step`}
            value={range.step}
            onChange={(step) => set({ step })}
          />
        </>
      )}
    </div>
  );
}

type RangeFieldProps = {
  readonly label: string;
  readonly spoken?: string;
  readonly value: string;
  readonly said?: string | null;
  readonly onChange: (text: string) => void;
};

const RangeField = ({ label, spoken, value, said = null, onChange }: RangeFieldProps) => (
  <TextField
    label={label}
    aria-label={spoken}
    value={value}
    onChange={(event) => onChange(event.target.value)}
    inputMode="decimal"
    autoComplete="off"
    said={said}
  />
);
