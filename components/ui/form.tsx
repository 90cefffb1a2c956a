"use client";
import type { ComponentProps, FormEvent } from "react";
import { useHydrated } from "./use-hydrated";

type FormProps = Omit<ComponentProps<"form">, "method" | "action" | "onSubmit" | "noValidate"> & {
  /** what the fields hold, by their names, as they are at the moment of sending */
  readonly onSend: (fields: FormData) => void;
  /** the door that takes the form where scripts do not run; without one the form waits for them */
  readonly action?: string;
};

/**
 * The only form there is: it posts, so that nothing typed ever lands in an address, a history or a log. Until its
 * scripts run it either posts to a door made for that, or takes no input at all.
 */
export function Form({ onSend, action, children, ...rest }: FormProps) {
  const works = useHydrated();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSend(new FormData(event.currentTarget));
  };
  return (
    <form {...rest} method="post" action={action} onSubmit={send} noValidate>
      <fieldset className="contents" disabled={!works && action === undefined}>
        {children}
      </fieldset>
    </form>
  );
}
