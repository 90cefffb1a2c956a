"use client";
import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "../ui/button";
import { Said, TextField, Told } from "../ui/field";
import { Form } from "../ui/form";
import { PasswordField } from "./password-field";

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
  const [said, setSaid] = useState(refused);
  const [busy, setBusy] = useState(false);
  const send = async (fields: FormData) => {
    setBusy(true);
    setSaid(null);
    const { email, password } = Object.fromEntries(fields);
    const answer = await signIn("credentials", { email, password, redirect: false }).catch(() => undefined);
    if (answer?.ok) return window.location.assign(next);
    setBusy(false);
    setSaid(answer?.error && SENTENCE.test(answer.error) ? answer.error : NO_ANSWER);
  };
  return (
    <Form className="grid gap-4" action="/api/enter/signin" onSend={send}>
      {ended && !said ? <Told>{ended}</Told> : null}
      <input type="hidden" name="next" value={next} />
      <TextField
        size="thumb"
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <PasswordField size="thumb" label="Password" name="password" autoComplete="current-password" />
      {said ? <Said>{said}</Said> : null}
      <Button type="submit" kind="primary" size="thumb" disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </Button>
    </Form>
  );
}
