import type { FieldValues } from "react-hook-form";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { type CheckedForm, tellFault } from "../ui/use-checked-form";

/** Says why a form was not taken: at the field the refusal names, else at the form's foot. */
export function tellRefusal<Values extends FieldValues, Input>(
  form: CheckedForm<Values, Input>,
  error: unknown,
  fieldOf: (path: string) => string = (path) => path,
): void {
  const field = refusalOf(error)?.field;
  tellFault(form, field === undefined ? undefined : fieldOf(field), sentenceOf(error));
}
