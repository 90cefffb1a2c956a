"use client";
import type { FieldValues, Path } from "react-hook-form";
import type { ParamView } from "@/server/strategy/core/describe-strategy";
import { NumberField } from "../ui/form-fields";
import { paramLabel } from "./param-label";

type ParamFieldProps<Values extends FieldValues> = {
  readonly name: Path<Values>;
  readonly param: ParamView;
};

/** One parameter of a strategy with its limits. */
export const ParamField = <Values extends FieldValues>({ name, param }: ParamFieldProps<Values>) => (
  <NumberField<Values>
    name={name}
    label={paramLabel(param.name)}
    inputMode={param.whole ? "numeric" : "decimal"}
    hint={`${param.min} to ${param.max}`}
  />
);
