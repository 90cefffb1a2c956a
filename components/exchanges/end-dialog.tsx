"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { needsStepUp, StepUpForm } from "../commands/step-up-form";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Modal } from "../ui/modal";
import { tell } from "../ui/toasts";
import type { Opened } from "./opened";

type Asked = Extract<Opened, { readonly kind: "remove" | "revoke" }>;
type EndProps = { readonly asked: Asked; readonly onClose: () => void };

/** Says what a key's end means, and ends it on the click that follows. */
export function EndDialog({ asked, onClose }: EndProps) {
  const act = useEnd(asked, onClose);
  const { title, words, button } = wordsOf(asked);
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={title} description={words}>
      {act.unproved ? (
        <StepUpForm act={button} onCancel={onClose} onProved={act.send} />
      ) : (
        <div className="grid gap-3">
          {act.error && !act.unproved ? <Said>{sentenceOf(act.error)}</Said> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>Keep it</Button>
            <Button kind="primary" disabled={act.isPending} onClick={act.send}>
              {act.isPending ? "At it" : button}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

function wordsOf(asked: Asked): { readonly title: string; readonly words: string; readonly button: string } {
  const { label } = asked.exchange;
  if (asked.kind === "remove")
    return {
      title: `Remove the key for ${label}?`,
      words: `What is sealed of the key that ends in ${asked.removes.lastFour} is deleted here. At ${label} it goes on until you delete it there as well.`,
      button: "Remove",
    };
  return {
    title: `Revoke keys and pause all at ${label}?`,
    words: `For a key that others may have. Every bot at ${label} is paused and its keys are deleted here: stops of positions that are open on the account cannot be sent from here any more. Then delete the key at ${label} itself, at once.`,
    button: "Revoke and pause all",
  };
}

function useEnd(asked: Asked, onClose: () => void) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const [unproved, setUnproved] = useState(false);
  const { exchange, label } = asked.exchange;
  const onError = (error: unknown) => {
    if (needsStepUp(error)) return setUnproved(true);
    if (refusalOf(error)) done();
  };
  const onSuccess = () => {
    done();
    tell(
      asked.kind === "remove" ? `Key for ${label} removed.` : `Keys for ${label} removed, its bots paused.`,
    );
    onClose();
  };
  const remove = useMutation(trpc.exchanges.removeKey.mutationOptions({ onSuccess, onError }));
  const revoke = useMutation(trpc.exchanges.revoke.mutationOptions({ onSuccess, onError }));
  const send = () => {
    setUnproved(false);
    if (asked.kind === "remove") {
      const input = { exchange, site: asked.removes.site };
      remove.mutate({ runId: runIdFor(input), input });
      return;
    }
    const input = { exchange };
    revoke.mutate({ runId: runIdFor(input), input });
  };
  const { error, isPending } = asked.kind === "remove" ? remove : revoke;
  return { send, unproved, error, isPending };
}
