"use client";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { ParamField } from "../../strategies/param-field";
import { paramLabel } from "../../strategies/param-label";
import { ChoiceField } from "../../ui/choice-field";
import { cn } from "../../ui/cn";
import { NumberField, SwitchField } from "../../ui/form-fields";
import { fieldsOf, useDraft } from "./around-form";
import { type Draft, standardsOf } from "./draft";
import { FieldGroup, FieldPairs } from "./field-group";

/** The strategy and its parameters; in a search, which of them vary and over what. */
export function StrategyFields() {
  const { draft, around, set } = useDraft();
  const { strategies } = around.choices;
  const chosen = strategies.find(({ id }) => id === draft.strategy);
  const params = fieldsOf(draft, around);
  const choose = (strategy: string) => {
    const next = strategies.find(({ id }) => id === strategy);
    set({ strategy, ...standardsOf(next?.params ?? []) });
  };
  return (
    <FieldGroup legend="Strategy" wide={draft.kind !== "run"}>
      <ChoiceField<Draft>
        name="strategy"
        label="Strategy"
        options={strategies.map(({ id, title }) => ({ value: id, label: title }))}
        onChosen={choose}
        hint={chosen?.guidance}
      />
      {draft.kind === "run" ? (
        <FieldPairs>
          {params.map((param) => (
            <ParamField<Draft> key={param.name} name={`params.${param.name}`} param={param} />
          ))}
        </FieldPairs>
      ) : (
        <div className="grid gap-2">
          {params.map((param) => (
            <ParamRow key={param.name} param={param} varied={draft.ranges[param.name]?.varied ?? false} />
          ))}
        </div>
      )}
    </FieldGroup>
  );
}

type ParamRowProps = { readonly param: ParamView; readonly varied: boolean };

/** One parameter of a search: held at a value, or varied from, to, by. */
function ParamRow({ param, varied }: ParamRowProps) {
  const { name } = param;
  const label = paramLabel(name);
  return (
    <div
      className={cn(
        "grid items-start gap-2",
        varied
          ? "grid-cols-3 tablet:grid-cols-[56px_repeat(3,minmax(0,1fr))]"
          : "grid-cols-[56px_minmax(0,1fr)]",
      )}
    >
      <SwitchField<Draft>
        name={`ranges.${name}.varied`}
        className={cn(
          "mt-5 min-h-[max(32px,var(--control-h))]",
          varied && "max-tablet:col-span-full max-tablet:mt-0",
        )}
      >
        Vary <span className="sr-only">{label}</span>
      </SwitchField>
      {varied ? (
        <>
          <NumberField<Draft> name={`ranges.${name}.from`} label={`${label} from`} />
          <NumberField<Draft> name={`ranges.${name}.to`} label="to" aria-label={`${label} to`} />
          <NumberField<Draft> name={`ranges.${name}.step`} label="step" aria-label={`${label} step`} />
        </>
      ) : (
        <ParamField<Draft> name={`params.${name}`} param={param} />
      )}
    </div>
  );
}
