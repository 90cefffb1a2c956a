"use client";
import { useMutation } from "@tanstack/react-query";
import type { StepUpInput } from "@/server/auth/core/account";
import { useTRPC } from "../trpc/client";
import { refusalOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import type { FormCheck } from "../ui/check-form";
import { Form, FormSaid } from "../ui/form";
import { PasswordField } from "../ui/password-field";
import { useCheckedForm } from "../ui/use-checked-form";
import { tellRefusal } from "./tell-refusal";
import { useRunId } from "./use-run-id";

const check: FormCheck<StepUpInput, StepUpInput> = {
  schema: () => import("@/server/auth/core/account").then(({ stepUpInput }) => stepUpInput),
  toInput: (values) => values,
};

/** Whether a call was refused because the password has to be typed again first: the same call goes through then. */
export const needsStepUp = (error: unknown): boolean => refusalOf(error)?.code === "step_up";

type StepUpProps = {
  /** what waits for it, as a button says it */
  readonly act: string;
  readonly onProved: () => void;
  readonly onCancel: () => void;
};

/** The password once more, before an act that needs it; good for five minutes. */
export function StepUpForm({ act, onProved, onCancel }: StepUpProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const form = useCheckedForm(check, { password: "" });
  const prove = useMutation(
    trpc.account.stepUp.mutationOptions({
      onSettled: done,
      onSuccess: () => {
        form.reset();
        onProved();
      },
      onError: (error) => tellRefusal(form, error),
    }),
  );
  return (
    <Form
      form={form}
      className="grid gap-3"
      aria-label="Show that it is you"
      onSend={(input) => prove.mutate({ runId: runIdFor(input), input })}
    >
      <p className="text-small text-text-2">
        This reaches real accounts, lets trading begin again, or changes who is told. Type the password of
        this app once more; for five minutes it is not asked again.
      </p>
      <PasswordField<StepUpInput>
        label="Your password"
        name="password"
        autoComplete="current-password"
        autoFocus
      />
      <FormSaid />
      <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
        <Button onClick={onCancel}>Back</Button>
        <Button type="submit" kind="primary" disabled={prove.isPending}>
          {prove.isPending ? "Checking" : act}
        </Button>
      </div>
    </Form>
  );
}
