// Judges a form by the schema of what is sent of it: the same schema the server reads the input with, so that no bound
// stands in two places. What the schema refuses lands at the field it is about.
import { toNestErrors } from "@hookform/resolvers";
import {
  type FieldErrors,
  type FieldValues,
  get,
  type Resolver,
  type ResolverOptions,
} from "react-hook-form";
import type { z } from "zod";
import { doubtOf } from "./typed-text";

/** Sentences by field; dots lead into nested ones, `FORM` is the form as a whole. */
export type Faults = { readonly [field: string]: string | undefined };

/** What is wrong and about no field that is on the page stands at the form's foot. */
export const FORM = "root";

export type FormCheck<Values extends FieldValues, Input> = {
  /** the schema of the command's input, loaded apart so that no page waits for it */
  readonly schema: () => Promise<z.ZodType>;
  /** what is sent of the fields; what is no number goes as it was typed, for its field to be named */
  readonly toInput: (values: Values) => Input;
  /** the field that holds a part of the input, where the two have different names */
  readonly fieldOf?: (path: string) => string;
  /** sentences of fields that are asked for in another unit than the input has */
  readonly words?: Faults;
  /** faults that the schema cannot know; they come before its own */
  readonly beyond?: (values: Values) => Faults;
};

/** The schema of what is sent, made only once schemas know that they may not compile themselves. */
export const loadSchema = ({ schema }: Pick<FormCheck<FieldValues, unknown>, "schema">): Promise<z.ZodType> =>
  import("./schemas-without-eval").then(schema);

/**
 * The judge of a form for react-hook-form. Where the schema cannot be loaded the form is sent as it is: the server
 * judges in any case.
 */
export const resolveBy =
  <Values extends FieldValues, Input extends FieldValues>(
    check: FormCheck<Values, Input>,
  ): Resolver<Values, unknown, Input> =>
  async (values, _context, options) => {
    const input = check.toInput(values);
    const schema = await loadSchema(check).catch(() => null);
    const faults = { ...faultsOf(input, check, schema), ...check.beyond?.(values) };
    const errors = toErrors(faults, options);
    return Object.keys(errors).length === 0 ? { values: input, errors: {} } : { values: {}, errors };
  };

function faultsOf<Values extends FieldValues, Input>(
  input: Input,
  { fieldOf, words = {} }: FormCheck<Values, Input>,
  schema: z.ZodType | null,
): Faults {
  const parsed = schema?.safeParse(input);
  if (!parsed || parsed.success) return {};
  const faults = parsed.error.issues.map((issue): readonly [string, string] => {
    const path = issue.path.map(String);
    const field = fieldOf?.(path.join(".")) ?? path.join(".");
    return [field, doubtAt(input, issue) ?? words[field] ?? toWords(issue.message)];
  });
  // of two about one field the first is said
  return Object.fromEntries(faults.reverse());
}

/** What was typed where a number belongs, if it may mean two; the schema only sees that it is none. */
function doubtAt(input: unknown, { code, path }: z.core.$ZodIssue): string | null {
  if (code !== "invalid_type" && code !== "custom") return null;
  let part = input;
  for (const key of path) part = (part as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return typeof part === "string" ? doubtOf(part) : null;
}

const toWords = (message: string): string =>
  /[.!?]$/.test(message) ? message : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

type OnPage = { readonly mount?: boolean } | undefined;

/** Errors at the fields that are on the page; the first of the others is the form's own. */
function toErrors<Values extends FieldValues>(
  faults: Faults,
  options: ResolverOptions<Values>,
): FieldErrors<Values> {
  const errors: Record<string, { readonly type: string; readonly message: string }> = {};
  for (const [field, message] of Object.entries(faults)) {
    if (message === undefined) continue;
    const place = get<unknown, OnPage>(options.fields, field)?.mount === true ? field : FORM;
    errors[place] ??= { type: "check", message };
  }
  return toNestErrors(errors as FieldErrors, options);
}
