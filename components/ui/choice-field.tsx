"use client";
// Apart from the other fields: a page without a choice need not fetch the list it opens.
import type { ComponentProps } from "react";
import { type FieldValues, type Path, useController } from "react-hook-form";
import { Choice } from "./choice";
import { useFault } from "./form-fields";

type ChoiceFieldProps<Values extends FieldValues> = { readonly name: Path<Values> } & Omit<
  ComponentProps<typeof Choice>,
  "value" | "onChange" | "ref" | "said"
> & {
    /** takes the choice in place of the field, where other fields change with it */
    readonly onChosen?: (value: string) => void;
  };

/** One of several. */
export function ChoiceField<Values extends FieldValues>({
  name,
  onChosen,
  ...choice
}: ChoiceFieldProps<Values>) {
  const { field } = useController<Values>({ name });
  return (
    <Choice
      {...choice}
      ref={field.ref}
      value={field.value}
      onChange={onChosen ?? field.onChange}
      said={useFault(name)}
    />
  );
}
