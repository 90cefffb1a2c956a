"use client";
// Fields of a form by their names: each reads and writes its form, and says what is wrong with it.
import type { ComponentProps } from "react";
import {
  type FieldError,
  type FieldValues,
  get,
  type Path,
  useFormContext,
  useFormState,
} from "react-hook-form";
import { cn } from "./cn";
import { TextField } from "./field";

type Named<Values extends FieldValues> = { readonly name: Path<Values> };
type Bound = "name" | "value" | "onChange" | "onBlur" | "ref" | "said";

/** What is wrong with a field, in one sentence. */
export function useFault(name: string): string | null {
  const { errors } = useFormState({ name });
  return get<unknown, FieldError | undefined>(errors, name)?.message ?? null;
}

type InputProps<Values extends FieldValues> = Named<Values> & Omit<ComponentProps<typeof TextField>, Bound>;

/** A line of text. */
export function InputField<Values extends FieldValues>({ name, ...field }: InputProps<Values>) {
  const { register } = useFormContext<Values>();
  return <TextField {...field} {...register(name)} said={useFault(name)} />;
}

/** A number as people write it, with its unit: "1 000", "0,5". "10,000" may be two, and is asked about. */
export const NumberField = <Values extends FieldValues>(props: InputProps<Values>) => (
  <InputField<Values> inputMode="decimal" autoComplete="off" {...props} />
);

/** A percentage, with or without its sign. */
export const PercentField = <Values extends FieldValues>(props: Omit<InputProps<Values>, "unit">) => (
  <NumberField<Values> {...props} unit="%" />
);

type SwitchProps<Values extends FieldValues> = Named<Values> &
  Omit<ComponentProps<"input">, Bound | "type" | "checked">;

/** On or off. */
export function SwitchField<Values extends FieldValues>({
  name,
  className,
  children,
  ...input
}: SwitchProps<Values>) {
  const { register } = useFormContext<Values>();
  return (
    <label
      className={cn(
        "inline-flex min-h-(--hit) min-w-(--hit) items-center gap-1.5 text-small text-text-2",
        className,
      )}
    >
      <input {...input} {...register(name)} type="checkbox" className="size-[15px] accent-accent-solid" />
      <span>{children}</span>
    </label>
  );
}
