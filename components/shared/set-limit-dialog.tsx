"use client";
import { useState } from "react";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { Modal } from "../ui/modal";
import { useCheckedForm } from "../ui/use-checked-form";
import { type LimitFields, limitCheck } from "./limit-check";

/** A limit that is to be changed. */
export type LimitToSet = {
  readonly setting: string;
  readonly title: string;
  /** as it stands, as a person reads it */
  readonly now: string;
  /** what happens where it is reached: "locks entries" */
  readonly does: string;
  /** how a value is written */
  readonly hint: string;
};

type Props = { readonly limit: LimitToSet; readonly onClose: () => void };

/** A new value for one limit; it is carried out after the card that shows what changes. */
export function SetLimitDialog({ limit, onClose }: Props) {
  const client = useTRPCClient();
  const [value, setValue] = useState<string | null>(null);
  const { setting, title, now, does, hint } = limit;
  const form = useCheckedForm(limitCheck(setting), { value: "" });
  if (value !== null)
    return (
      <AskDialog
        title="Change a limit"
        description={title}
        done="The limit is changed."
        act="limits.set"
        ask={() => client.limits.set.mutate({ runId: newRunId(), input: { setting, value } })}
        onClose={onClose}
      />
    );
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Change a limit"
      description={`${title}: now ${now}. Where it is reached, it ${does}.`}
    >
      <Form
        form={form}
        className="grid gap-3"
        aria-label="Change a limit"
        onSend={(input) => setValue(input.value)}
      >
        <InputField<LimitFields> label="New value" name="value" autoComplete="off" autoFocus hint={hint} />
        <FormSaid />
        <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary">
            Go on
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
