"use client";
import { useMutation } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import { type FormEvent, useEffect, useState } from "react";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said, TextField } from "../ui/field";

const FIRST_ROOM = "/dashboard";

/** Makes the owner account with the one-time token, then signs in with it. */
export function WelcomeForm({ token }: { readonly token: string }) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState({ token, name: "", email: "", password: "" });
  const [entering, setEntering] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const claim = useMutation(
    trpc.welcome.claim.mutationOptions({
      onSuccess: async () => {
        setEntering(true);
        const { email, password } = draft;
        const entered = await signIn("credentials", { email, password, redirect: false });
        window.location.assign(entered?.ok ? FIRST_ROOM : "/signin");
      },
      onError: (error) => setSaid(sentenceOf(error)),
    }),
  );
  // the token leaves the address bar and the history as soon as it is in the form
  useEffect(() => window.history.replaceState(null, "", "/welcome"), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSaid(null);
    claim.mutate(draft);
  };
  const field = (name: keyof typeof draft) => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  const busy = claim.isPending || entering;
  return (
    <form className="grid gap-3" onSubmit={send} noValidate>
      <TextField
        {...field("token")}
        label="Owner token"
        hint="npm start printed it, once. It works once."
        autoComplete="off"
        spellCheck={false}
      />
      <TextField {...field("name")} label="Your name" autoComplete="name" />
      <TextField {...field("email")} label="E-mail" type="email" autoComplete="username" />
      <TextField
        {...field("password")}
        label="Password"
        type="password"
        hint="12 to 200 characters. Length counts; a sentence is fine."
        autoComplete="new-password"
      />
      {said ? <Said>{said}</Said> : null}
      <Button type="submit" kind="primary" disabled={busy}>
        {busy ? "Making the account" : "Make the owner account"}
      </Button>
    </form>
  );
}
