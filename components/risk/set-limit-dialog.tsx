"use client";
import { useState } from "react";
import type { LimitLine } from "@/server/limits/core/limit-line";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { Modal } from "../ui/modal";
import { useCheckedForm } from "../ui/use-checked-form";
import { type LimitFields, limitCheck } from "./limit-check";
import { limitFigure } from "./limit-words";

type Props = { readonly line: LimitLine; readonly onClose: () => void };

/** A new value for one limit; it is carried out after the card that shows what changes. */
export function SetLimitDialog({ line, onClose }: Props) {
  const client = useTRPCClient();
  const [value, setValue] = useState<string | null>(null);
  const setting = line.setting ?? "";
  const form = useCheckedForm(limitCheck(setting), { value: "" });
  const title = `${line.words}, ${line.of}`;
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
  const unit = setting.endsWith("gapMs")
    ? "in milliseconds"
    : line.unit === "ratio"
      ? "for example 4 %"
      : "a whole number";
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Change a limit"
      description={`${title}: now ${limitFigure(line.most, line.unit)}. Where it is reached, it ${line.does}.`}
    >
      <Form
        form={form}
        className="grid gap-3"
        aria-label="Change a limit"
        onSend={(input) => setValue(input.value)}
      >
        <InputField<LimitFields> label="New value" name="value" autoComplete="off" autoFocus hint={unit} />
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
