"use client";
import { useMutation } from "@tanstack/react-query";
import { signIn } from "next-auth/react";
import { useRef, useState } from "react";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { leaveForSignIn, sessionRenewed, withoutLeaving } from "../trpc/leave-for-sign-in";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Said, Told } from "../ui/field";
import { Form } from "../ui/form";
import { PANEL_BODY } from "../ui/panel";
import { PasswordField } from "./password-field";

/** Changes the password, then signs this browser in anew: every session of the old one has ended, this one too. */
export function PasswordForm({ email }: { readonly email: string }) {
  const trpc = useTRPC();
  const form = useRef<HTMLFormElement>(null);
  const { runIdFor, done } = useRunId();
  const [unlike, setUnlike] = useState(false);
  const [entering, setEntering] = useState(false);
  const [changed, setChanged] = useState(false);
  const change = useMutation(trpc.account.changePassword.mutationOptions({ onSettled: done }));
  const send = (fields: FormData) =>
    withoutLeaving(async () => {
      const [current, next, again] = ["current", "next", "again"].map((name) =>
        String(fields.get(name) ?? ""),
      );
      setUnlike(next !== again);
      setChanged(false);
      if (current === undefined || next === undefined || next !== again) return;
      const input = { current, next };
      const changed = await change.mutateAsync({ runId: runIdFor(input), input }).catch(() => null);
      if (!changed) return;
      setEntering(true);
      const entered = await signIn("credentials", { email, password: next, redirect: false }).catch(
        () => null,
      );
      if (!entered?.ok) return true;
      sessionRenewed();
      setEntering(false);
      form.current?.reset();
      setChanged(true);
      return false;
    }).then((lost) => {
      if (lost) leaveForSignIn();
    });
  return (
    <Form
      ref={form}
      className={cn(PANEL_BODY, "grid max-w-110 gap-3")}
      onSend={send}
      aria-label="Change the password"
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField label="Present password" name="current" autoComplete="current-password" />
      <PasswordField
        label="New password"
        name="next"
        hint="12 to 200 characters. Length counts; a sentence is fine."
        autoComplete="new-password"
      />
      <PasswordField
        label="New password once more"
        name="again"
        autoComplete="new-password"
        said={unlike ? "This is not the same as the line above. Type both once more." : null}
      />
      {changed ? <Told>Password changed. Every other session has ended.</Told> : null}
      {change.error ? <Said>{sentenceOf(change.error)}</Said> : null}
      <div>
        <Button type="submit" kind="primary" disabled={change.isPending || entering}>
          {change.isPending || entering ? "Changing" : "Change password"}
        </Button>
      </div>
    </Form>
  );
}
