"use client";
import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { newRunId } from "../commands/new-run-id";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { tell, tellFault } from "../ui/toasts";

const SHOWN_MS = 10_000;

/** Acknowledges alerts, of those named or all that wait, and offers the way back. */
export function useAcknowledge() {
  const trpc = useTRPC();
  const onError = (error: unknown) => tellFault(sentenceOf(error));
  const reopen = useMutation(
    trpc.alerts.reopen.mutationOptions({ onError, onSuccess: () => tell("Waits for you again.") }),
  );
  const { mutate: takeBack } = reopen;
  const onSuccess = ({ alertIds }: { readonly alertIds: readonly string[] }) => {
    if (alertIds.length === 0) return tell("Nothing waits any more.");
    const words = alertIds.length === 1 ? "Acknowledged." : `${alertIds.length} alerts acknowledged.`;
    tell(words, {
      duration: SHOWN_MS,
      action: {
        label: "Undo",
        onClick: () => takeBack({ runId: newRunId(), input: { alertIds: [...alertIds] } }),
      },
    });
  };
  const answered = {
    onError,
    onSuccess: (answer: {
      readonly status: string;
      readonly answer?: { readonly alertIds: readonly string[] };
    }) => {
      if (answer.answer) onSuccess(answer.answer);
    },
  };
  const some = useMutation(trpc.alerts.acknowledge.mutationOptions(answered));
  const all = useMutation(trpc.alerts.acknowledgeAll.mutationOptions(answered));
  const { mutate: mutateSome } = some;
  const { mutate: mutateAll } = all;
  return {
    isPending: some.isPending || all.isPending,
    acknowledge: useCallback(
      (alertId: string) => mutateSome({ runId: newRunId(), input: { alertIds: [alertId] } }),
      [mutateSome],
    ),
    acknowledgeAll: useCallback(() => mutateAll({ runId: newRunId(), input: {} }), [mutateAll]),
  };
}
