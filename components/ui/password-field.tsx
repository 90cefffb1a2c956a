"use client";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import type { FieldValues } from "react-hook-form";
import { InputField } from "./form-fields";
import { useHydrated } from "./use-hydrated";

type PasswordFieldProps<Values extends FieldValues> = Omit<
  ComponentProps<typeof InputField<Values>>,
  "type" | "after"
>;

/** A password, which may be looked at while it is typed, once scripts run. */
export function PasswordField<Values extends FieldValues>(props: PasswordFieldProps<Values>) {
  const works = useHydrated();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  const toggle = works ? (
    <button
      type="button"
      className="grid w-9 flex-none place-items-center self-stretch rounded-control text-text-3 hover:text-text aria-pressed:text-text"
      aria-label={shown ? "Hide what is typed" : "Show what is typed"}
      aria-pressed={shown}
      onClick={() => setShown(!shown)}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  ) : null;
  return (
    <InputField<Values>
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      after={toggle}
    />
  );
}
