"use client";
import { useMutation } from "@tanstack/react-query";
import type { ChannelView } from "@/server/alerts/core/alert-view";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Modal } from "../ui/modal";
import { tell } from "../ui/toasts";

type RemoveProps = { readonly channel: ChannelView; readonly onClose: () => void };

/** Says what removing a channel means, and does it on the click that follows. */
export function RemoveDialog({ channel, onClose }: RemoveProps) {
  const { channelId, name } = channel;
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const remove = useMutation(
    trpc.alerts.removeChannel.mutationOptions({
      onSuccess: () => {
        done();
        tell(`${name} removed.`);
        onClose();
      },
      onError: (error) => {
        if (refusalOf(error)) done();
      },
    }),
  );
  const input = { channelId };
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${name}?`}
      description="Alerts are not sent there any more, and what waits for it is dropped. Its secret is deleted: to have the channel back, add it anew. To silence it for a while, switch it off under Change."
    >
      <div className="grid gap-3">
        {remove.error ? <Said>{sentenceOf(remove.error)}</Said> : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button
            kind="primary"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ runId: runIdFor(input), input })}
          >
            {remove.isPending ? "Removing" : "Remove"}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
