"use client";
import { useMutation } from "@tanstack/react-query";
import { CircleStop } from "lucide-react";
import { useRunId } from "../../commands/use-run-id";
import { useTRPC } from "../../trpc/client";
import { refusalOf, sentenceOf } from "../../trpc/sentence-of";
import { Button } from "../../ui/button";
import { tell, tellFault } from "../../ui/toasts";

type CancelProps = { readonly id: string; readonly title: string; readonly small?: boolean };

/** Asks the worker to stop a backtest. It changes nothing but the backtest itself, so it asks no question. */
export function CancelButton({ id, title, small = false }: CancelProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const cancel = useMutation(
    trpc.backtest.cancel.mutationOptions({
      onSuccess: () => {
        done();
        tell("Asked to cancel. It stops within a moment.");
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const input = { backtestId: id };
  return (
    <Button
      size={small ? "small" : "regular"}
      disabled={cancel.isPending}
      onClick={() => cancel.mutate({ runId: runIdFor(input), input })}
    >
      <CircleStop size={small ? 12 : 14} aria-hidden="true" />
      <span className={small ? "max-tablet:sr-only" : undefined}>
        {cancel.isPending ? "Cancelling" : "Cancel"}
      </span>
      <span className="sr-only"> {title}</span>
    </Button>
  );
}
