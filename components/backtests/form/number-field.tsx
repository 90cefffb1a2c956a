"use client";
import { TextField } from "../../ui/field";
import type { FieldsProps } from "./form-props";

/** The fields of the form that hold numbers as text. */
type NumberName =
  | "wallet"
  | "stake"
  | "fee"
  | "slippage"
  | "stop"
  | "target"
  | "trail"
  | "trailFrom"
  | "timeStopHours"
  | "seed"
  | "sets"
  | "minTrades"
  | "fitDays"
  | "judgeDays";

type NumberFieldProps = Pick<FieldsProps, "draft" | "faults" | "onChange"> & {
  readonly field: NumberName;
  readonly label: string;
  readonly unit?: string | undefined;
  readonly hint?: string | null;
  readonly placeholder?: string;
};

/** One number of the form, with what is wrong with it. */
export const NumberField = ({ field, draft, faults, onChange, ...input }: NumberFieldProps) => (
  <TextField
    {...input}
    value={draft[field]}
    onChange={(event) => onChange({ [field]: event.target.value })}
    inputMode={field === "target" ? "text" : "decimal"}
    autoComplete="off"
    said={faults[field] ?? null}
  />
);
