"use client";
import { useMutation } from "@tanstack/react-query";
import type { LucideIcon } from "lucide-react";
import type { CommandAnswer } from "@/server/commands/command";
import { type Act, keyOf } from "../live/refreshes";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { tell, tellFault } from "../ui/toasts";
import { useRunId } from "./use-run-id";

type Props<Output, Input> = {
  readonly icon: LucideIcon;
  readonly words: string;
  /** while it is under way */
  readonly pending: string;
  /** says what is read again */
  readonly act: Act;
  readonly input: Input;
  readonly ask: (request: {
    readonly runId: string;
    readonly input: Input;
  }) => Promise<CommandAnswer<Output>>;
  /** what is said when it was done */
  readonly said: (answer: Output) => string;
};

/** An act that needs no card: one press, one effect, and a sentence of what came of it. */
export function ActButton<Output, Input>({
  icon: Icon,
  words,
  pending,
  act,
  input,
  ask,
  said,
}: Props<Output, Input>) {
  const { runIdFor, done } = useRunId();
  const asking = useMutation({
    mutationKey: keyOf(act),
    mutationFn: ask,
    onSuccess: (answer) => {
      done();
      if (answer.status === "done") tell(said(answer.answer));
    },
    onError: (error) => {
      // a refusal is an answer: the next press asks anew
      if (refusalOf(error)) done();
      tellFault(sentenceOf(error));
    },
  });
  return (
    <Button
      size="small"
      disabled={asking.isPending}
      onClick={() => asking.mutate({ runId: runIdFor(input), input })}
    >
      <Icon size={12} aria-hidden="true" />
      {asking.isPending ? pending : words}
    </Button>
  );
}
