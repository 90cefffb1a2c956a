"use client";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button";
import { Said, TextField } from "../ui/field";

const NO_ANSWER = "The server did not answer. Look whether npm start still runs, then try again.";
const SENTENCE = /\s.+[.!?]$/;

type SigninFormProps = { readonly next: string };

/** E-mail and password; on success on to `next`. */
export function SigninForm({ next }: SigninFormProps) {
  const [draft, setDraft] = useState({ email: "", password: "" });
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setSaid(null);
    const answer = await signIn("credentials", { ...draft, redirect: false }).catch(() => undefined);
    if (answer?.ok) return window.location.assign(next);
    setBusy(false);
    setSaid(answer?.error && SENTENCE.test(answer.error) ? answer.error : NO_ANSWER);
  };
  return (
    <form className="grid gap-3" onSubmit={send} noValidate>
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        value={draft.email}
        onChange={(event) => setDraft({ ...draft, email: event.target.value })}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        value={draft.password}
        onChange={(event) => setDraft({ ...draft, password: event.target.value })}
      />
      {said ? <Said>{said}</Said> : null}
      <Button type="submit" kind="primary" disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </Button>
    </form>
  );
}
