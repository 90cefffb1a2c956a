"use client";
import { useEffect } from "react";
import {
  type DefaultValues,
  type Field,
  type FieldValues,
  get,
  type Path,
  type UseFormReturn,
  useForm,
} from "react-hook-form";
import { FORM, type FormCheck, loadSchema, resolveBy } from "./check-form";

/** A form of `Values` that sends an `Input`. */
export type CheckedForm<Values extends FieldValues, Input> = UseFormReturn<Values, unknown, Input>;

/**
 * The state of a form that is judged by the schema of what it sends. It begins with `begun`, or with what stands in
 * its fields, so that nothing typed before the scripts came is lost. The schema is fetched when people begin to type.
 */
export function useCheckedForm<Values extends FieldValues, Input extends FieldValues>(
  check: FormCheck<Values, Input>,
  begun?: DefaultValues<Values>,
): CheckedForm<Values, Input> {
  const form = useForm<Values, unknown, Input>({ resolver: resolveBy(check), defaultValues: begun });
  const { schema } = check;
  const { subscribe, clearErrors, control } = form;
  useEffect(
    () =>
      subscribe({
        formState: { values: true },
        callback: () => {
          // a page that is only read does without; once it is there this costs nothing
          void loadSchema({ schema }).catch(() => {});
          // what was wrong with the form as it was sent is not said of another one
          if (get(control._formState.errors, FORM)) clearErrors(FORM);
        },
      }),
    [subscribe, clearErrors, control, schema],
  );
  return form;
}

/** Puts a sentence at a field that is on the page and leads there, else at the form's foot. */
export function tellFault<Values extends FieldValues, Input>(
  form: CheckedForm<Values, Input>,
  field: string | undefined,
  message: string,
): void {
  const isHere =
    field !== undefined && get<unknown, Field | undefined>(form.control._fields, field)?._f?.mount === true;
  form.setError(
    isHere ? (field as Path<Values>) : FORM,
    { type: "refused", message },
    { shouldFocus: isHere },
  );
}

/** Changes several fields at once; what was wrong with them is no longer said. */
export function setFields<Values extends FieldValues, Input>(
  form: CheckedForm<Values, Input>,
  part: Partial<Values>,
): void {
  for (const [name, value] of Object.entries(part)) {
    form.setValue(name as Path<Values>, value, { shouldDirty: true });
    form.clearErrors(name as Path<Values>);
  }
}
