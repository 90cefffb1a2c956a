"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ChangePasswordInput } from "@/server/auth/core/account";
import { tellRefusal } from "../commands/tell-refusal";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { leaveForSignIn, sessionRenewed, withoutLeaving } from "../trpc/leave-for-sign-in";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Told } from "../ui/field";
import { Form, FormSaid } from "../ui/form";
import { PANEL_BODY } from "../ui/panel";
import { PasswordField } from "../ui/password-field";
import { useCheckedForm } from "../ui/use-checked-form";
import { enter } from "./enter";
import { type PasswordFields, passwordCheck } from "./entry-checks";

const NOTHING = { current: "", next: "", again: "" };

/** Changes the password, then signs this browser in anew: every session of the old one has ended, this one too. */
export function PasswordForm({ email }: { readonly email: string }) {
  const trpc = useTRPC();
  const form = useCheckedForm(passwordCheck, NOTHING);
  const { runIdFor, done } = useRunId();
  const [entering, setEntering] = useState(false);
  const [changed, setChanged] = useState(false);
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSettled: done,
      onError: (error) => tellRefusal(form, error),
    }),
  );
  const send = (input: ChangePasswordInput) =>
    withoutLeaving(async () => {
      setChanged(false);
      const changed = await change.mutateAsync({ runId: runIdFor(input), input }).catch(() => null);
      if (!changed) return;
      setEntering(true);
      const entered = await enter({ email, password: input.next });
      if (!entered?.ok) return true;
      sessionRenewed();
      setEntering(false);
      form.reset();
      setChanged(true);
      return false;
    }).then((lost) => {
      if (lost) leaveForSignIn();
    });
  return (
    <Form
      form={form}
      className={cn(PANEL_BODY, "grid max-w-110 gap-3")}
      onSend={send}
      aria-label="Change the password"
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField<PasswordFields>
        label="Present password"
        name="current"
        autoComplete="current-password"
      />
      <PasswordField<PasswordFields>
        label="New password"
        name="next"
        hint="12 to 200 characters. Length counts; a sentence is fine."
        autoComplete="new-password"
      />
      <PasswordField<PasswordFields>
        label="New password once more"
        name="again"
        autoComplete="new-password"
      />
      {changed ? <Told>Password changed. Every other session has ended.</Told> : null}
      <FormSaid />
      <div>
        <Button type="submit" kind="primary" disabled={change.isPending || entering}>
          {change.isPending || entering ? "Changing" : "Change password"}
        </Button>
      </div>
    </Form>
  );
}
