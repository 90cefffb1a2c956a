"use client";
import { useMutation } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import { useEffect, useState } from "react";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said, TextField } from "../ui/field";
import { Form } from "../ui/form";
import { PasswordField } from "./password-field";

const FIRST_ROOM = "/dashboard";

type WelcomeFormProps = {
  readonly token: string;
  /** why a form that was posted without scripts came back */
  readonly refused: string | null;
};

/** Makes the owner account with the one-time token, then signs in with it. */
export function WelcomeForm({ token, refused }: WelcomeFormProps) {
  const trpc = useTRPC();
  const [entering, setEntering] = useState(false);
  const [said, setSaid] = useState(refused);
  const claim = useMutation(
    trpc.welcome.claim.mutationOptions({
      onSuccess: async (_answer, { email, password }) => {
        setEntering(true);
        const entered = await signIn("credentials", { email, password, redirect: false });
        window.location.assign(entered?.ok ? FIRST_ROOM : "/signin");
      },
      onError: (error) => setSaid(sentenceOf(error)),
    }),
  );
  // the token leaves the address bar and the history as soon as it is in the form
  useEffect(() => window.history.replaceState(null, "", "/welcome"), []);
  const send = (fields: FormData) => {
    setSaid(null);
    const text = (name: string) => String(fields.get(name) ?? "");
    claim.mutate({
      token: text("token"),
      name: text("name"),
      email: text("email"),
      password: text("password"),
    });
  };
  const busy = claim.isPending || entering;
  return (
    <Form className="grid gap-4" action="/api/enter/welcome" onSend={send}>
      <TextField
        size="thumb"
        name="token"
        label="Owner token"
        hint="npm start printed it, once. It works once."
        autoComplete="off"
        spellCheck={false}
        defaultValue={token}
      />
      <TextField size="thumb" name="name" label="Your name" autoComplete="name" />
      <TextField size="thumb" name="email" label="E-mail" type="email" autoComplete="username" />
      <PasswordField
        size="thumb"
        name="password"
        label="Password"
        hint="12 to 200 characters. Length counts; a sentence is fine."
        autoComplete="new-password"
      />
      {said ? <Said>{said}</Said> : null}
      <Button type="submit" kind="primary" size="thumb" disabled={busy}>
        {busy ? "Making the account" : "Make the owner account"}
      </Button>
    </Form>
  );
}
