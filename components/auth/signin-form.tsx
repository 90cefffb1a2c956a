"use client";
import { useState } from "react";
import { Button } from "../ui/button";
import { Said, Told } from "../ui/field";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { PasswordField } from "../ui/password-field";
import { tellFault, useCheckedForm } from "../ui/use-checked-form";
import { enter } from "./enter";
import { type SigninFields, signinCheck } from "./entry-checks";

const NO_ANSWER = "The server did not answer. Look whether npm start still runs, then try again.";
const SENTENCE = /\s.+[.!?]$/;

type SigninFormProps = {
  readonly next: string;
  /** what ended the session before */
  readonly ended: string | null;
  /** why a form that was posted without scripts came back */
  readonly refused: string | null;
};

/** E-mail and password; on success on to `next`. */
export function SigninForm({ next, ended, refused }: SigninFormProps) {
  const form = useCheckedForm(signinCheck);
  const { isSubmitting, isSubmitted } = form.formState;
  const [entered, setEntered] = useState(false);
  const send = async ({ email, password }: SigninFields) => {
    const answer = await enter({ email, password });
    if (answer?.ok) {
      setEntered(true);
      return window.location.assign(next);
    }
    tellFault(form, undefined, answer?.said && SENTENCE.test(answer.said) ? answer.said : NO_ANSWER);
  };
  const busy = isSubmitting || entered;
  const isFresh = !isSubmitting && !isSubmitted;
  return (
    <Form form={form} className="grid gap-4" action="/api/enter/signin" onSend={send}>
      {ended && isFresh && !refused ? <Told>{ended}</Told> : null}
      <input type="hidden" name="next" value={next} />
      <InputField<SigninFields>
        size="thumb"
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <PasswordField<SigninFields>
        size="thumb"
        label="Password"
        name="password"
        autoComplete="current-password"
      />
      <FormSaid>{isFresh && refused ? <Said>{refused}</Said> : null}</FormSaid>
      <Button type="submit" kind="primary" size="thumb" disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </Button>
    </Form>
  );
}
