"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ChannelView } from "@/server/alerts/core/alert-view";
import { needsStepUp, StepUpForm } from "../commands/step-up-form";
import { tellRefusal } from "../commands/tell-refusal";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import type { FormCheck } from "../ui/check-form";
import { cn } from "../ui/cn";
import { Form, FormSaid } from "../ui/form";
import { Modal } from "../ui/modal";
import { tell } from "../ui/toasts";
import { useCheckedForm } from "../ui/use-checked-form";
import { addCheck, type ChannelFields, type ChannelSent, editCheck, fieldsOf } from "./channel-check";
import { ChannelFieldset } from "./channel-fieldset";

type DialogProps = {
  /** null: a new one */
  readonly channel: ChannelView | null;
  readonly zone: string;
  readonly onClose: () => void;
};

const fieldOf = (path: string): string => path.replace(/^target\./, "");

/** The lines of a channel. The password is asked for once more where it has to be; what was typed stays meanwhile. */
export function ChannelDialog({ channel, zone, onClose }: DialogProps) {
  // an edit sends the id besides, which is no field
  const check = (channel ? editCheck(channel.channelId) : addCheck) as FormCheck<ChannelFields, ChannelSent>;
  const form = useCheckedForm(check, fieldsOf(channel));
  const [waiting, setWaiting] = useState<ChannelSent | null>(null);
  const save = useSave(channel, {
    onSaved: (name) => {
      form.reset();
      tell(channel ? `${name} changed.` : `${name} added. Send it a test.`);
      onClose();
    },
    onUnproved: setWaiting,
    onRefused: (error) => tellRefusal(form, error, fieldOf),
  });
  const act = channel ? "Save" : "Add";
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={channel ? `Change ${channel.name}` : "Add a channel"}
      description="Alerts are sent there as text, with why they fired and what to do."
    >
      {waiting ? (
        <StepUpForm
          act={act}
          onCancel={() => setWaiting(null)}
          onProved={() => {
            setWaiting(null);
            save.send(waiting);
          }}
        />
      ) : null}
      <Form
        form={form}
        className={cn("grid gap-3", waiting && "hidden")}
        aria-label="Channel"
        autoComplete="off"
        onSend={save.send}
      >
        <ChannelFieldset kept={channel} zone={zone} />
        <FormSaid />
        <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={save.isPending}>
            {save.isPending ? "Saving" : act}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

type Heard = {
  readonly onSaved: (name: string) => void;
  readonly onUnproved: (input: ChannelSent) => void;
  readonly onRefused: (error: unknown) => void;
};

function useSave(channel: ChannelView | null, { onSaved, onUnproved, onRefused }: Heard) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const options = {
    onSuccess: (_answer: unknown, { input }: { readonly input: { readonly name: string } }) => {
      done();
      onSaved(input.name);
    },
    onError: (error: unknown, { input }: { readonly input: ChannelSent }) => {
      // refused before it had a run: the same request is sent once more
      if (needsStepUp(error)) return onUnproved(input);
      if (refusalOf(error)) done();
      onRefused(error);
    },
  };
  const add = useMutation(trpc.alerts.addChannel.mutationOptions(options));
  const edit = useMutation(trpc.alerts.editChannel.mutationOptions(options));
  const send = (input: ChannelSent) => {
    const runId = runIdFor(input);
    if (channel) edit.mutate({ runId, input: { ...input, channelId: channel.channelId } });
    else add.mutate({ runId, input });
  };
  return { isPending: add.isPending || edit.isPending, send };
}
