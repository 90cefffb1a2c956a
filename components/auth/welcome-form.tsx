"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ClaimOwnerInput } from "@/server/auth/core/account";
import { tellRefusal } from "../commands/tell-refusal";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { PasswordField } from "../ui/password-field";
import { useCheckedForm } from "../ui/use-checked-form";
import { enter } from "./enter";
import { welcomeCheck } from "./entry-checks";

const FIRST_PAGE = "/dashboard";

type WelcomeFormProps = {
  readonly token: string;
  /** why a form that was posted without scripts came back */
  readonly refused: string | null;
};

/** Makes the owner account with the one-time token, then signs in with it. */
export function WelcomeForm({ token, refused }: WelcomeFormProps) {
  const trpc = useTRPC();
  const [entering, setEntering] = useState(false);
  const form = useCheckedForm(welcomeCheck);
  const { isSubmitting, isSubmitted } = form.formState;
  const isFresh = !isSubmitting && !isSubmitted;
  const claim = useMutation(
    trpc.welcome.claim.mutationOptions({
      onSuccess: async (_answer, { email, password }) => {
        setEntering(true);
        const entered = await enter({ email, password });
        window.location.assign(entered?.ok ? FIRST_PAGE : "/signin");
      },
      onError: (error) => tellRefusal(form, error),
    }),
  );
  // the token leaves the address bar and the history as soon as it is in the form
  useEffect(() => window.history.replaceState(null, "", "/welcome"), []);
  const busy = claim.isPending || entering;
  return (
    <Form
      form={form}
      className="grid gap-4"
      action="/api/enter/welcome"
      onSend={(fields) => claim.mutate(fields)}
    >
      <InputField<ClaimOwnerInput>
        size="thumb"
        name="token"
        label="Owner token"
        hint="npm start printed it, once. It works once."
        autoComplete="off"
        spellCheck={false}
        defaultValue={token}
      />
      <InputField<ClaimOwnerInput> size="thumb" name="name" label="Your name" autoComplete="name" />
      <InputField<ClaimOwnerInput>
        size="thumb"
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
      />
      <PasswordField<ClaimOwnerInput>
        size="thumb"
        name="password"
        label="Password"
        hint="12 to 200 characters. Length counts; a sentence is fine."
        autoComplete="new-password"
      />
      <FormSaid>{isFresh && refused ? <Said>{refused}</Said> : null}</FormSaid>
      <Button type="submit" kind="primary" size="thumb" disabled={busy}>
        {busy ? "Making the account" : "Make the owner account"}
      </Button>
    </Form>
  );
}
