import { type FieldError, type FieldValues, get, set } from "react-hook-form";
import { FORM, type FormCheck, resolveBy } from "../check-form";

/** What a form says of what was typed: sentences by field, of the fields that are on the page. */
export async function sayFaults<Values extends FieldValues, Input extends FieldValues>(
  check: FormCheck<Values, Input>,
  typed: Values,
  onPage: readonly string[],
): Promise<{ readonly [field: string]: string }> {
  const fields = {};
  for (const name of onPage) set(fields, name, { name, mount: true, ref: { name } });
  const names = [...onPage] as never[];
  const { errors } = await resolveBy(check)(typed, undefined, {
    fields,
    names,
    shouldUseNativeValidation: false,
  });
  return Object.fromEntries(
    [...onPage, FORM].flatMap((name) => {
      const message = get<unknown, FieldError | undefined>(errors, name)?.message;
      return message === undefined ? [] : [[name, message]];
    }),
  );
}
