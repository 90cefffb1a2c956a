"use client";
import type { ComponentProps } from "react";
import { type FieldValues, FormProvider, useFormState } from "react-hook-form";
import { FORM } from "./check-form";
import { Said } from "./field";
import type { CheckedForm } from "./use-checked-form";
import { useHydrated } from "./use-hydrated";

type FormProps<Values extends FieldValues, Input> = Omit<
  ComponentProps<"form">,
  "method" | "action" | "onSubmit" | "noValidate"
> & {
  readonly form: CheckedForm<Values, Input>;
  /** takes what the form stands for, once nothing is wrong with it; the form is busy until it ends */
  readonly onSend: (input: Input) => unknown;
  /** the door that takes the form where scripts do not run; without one the form waits for them */
  readonly action?: string;
};

/**
 * The only form there is: it posts, so that nothing typed ever lands in an address, a history or a log. Until its
 * scripts run it either posts to a door made for that, or takes no input at all. What is wrong stands at its field,
 * and the first of them has the focus.
 */
export function Form<Values extends FieldValues, Input>({
  form,
  onSend,
  action,
  children,
  ...rest
}: FormProps<Values, Input>) {
  const works = useHydrated();
  return (
    <FormProvider {...form}>
      <form
        {...rest}
        method="post"
        action={action}
        onSubmit={form.handleSubmit(async (input) => void (await onSend(input)))}
        noValidate
      >
        <fieldset className="contents" disabled={!works && action === undefined}>
          {children}
        </fieldset>
      </form>
    </FormProvider>
  );
}

/** What is wrong with the form as a whole, or `children` while nothing is. */
export function FormSaid({ children = null }: Pick<ComponentProps<"form">, "children">) {
  const { errors } = useFormState();
  const message = errors[FORM]?.message;
  return message ? <Said>{message}</Said> : children;
}
