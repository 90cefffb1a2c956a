"use client";
import { useMutation } from "@tanstack/react-query";
import type { BacktestListItem } from "@/server/backtest/core/backtest-view";
import { useRunId } from "../../commands/use-run-id";
import { useTRPC } from "../../trpc/client";
import { refusalOf, sentenceOf } from "../../trpc/sentence-of";
import { Button } from "../../ui/button";
import { Said } from "../../ui/field";
import { Modal } from "../../ui/modal";
import { tell } from "../../ui/toasts";

type DeleteProps = {
  readonly backtest: Pick<BacktestListItem, "id" | "title">;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
};

/** Says what is lost, and deletes on the click that follows. */
export function DeleteDialog({ backtest: { id, title }, onClose, onDeleted }: DeleteProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const remove = useMutation(
    trpc.backtest.delete.mutationOptions({
      onSuccess: () => {
        done();
        tell("Backtest deleted.");
        onDeleted();
      },
      onError: (error) => {
        if (refusalOf(error)) done();
      },
    }),
  );
  const input = { backtestId: id };
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Delete this backtest?"
      description={`${title}. Its report goes; the same request and seed would make it again. No bot is touched.`}
    >
      <div className="grid gap-3">
        {remove.error ? <Said>{sentenceOf(remove.error)}</Said> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button
            kind="primary"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ runId: runIdFor(input), input })}
          >
            {remove.isPending ? "Deleting" : "Delete"}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
