"use client";
import type { Book } from "@/server/kernel/book";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

export type ProfitAsk =
  | { readonly kind: "rebalance"; readonly book: Book }
  | { readonly kind: "revert"; readonly rebalanceId: string };

type Props = { readonly ask: ProfitAsk; readonly onClose: () => void };

/** Shows what sharing profits out, or taking that back, would change, and waits for the click. */
export function ProfitsDialog({ ask, onClose }: Props) {
  const client = useTRPCClient();
  return ask.kind === "rebalance" ? (
    <AskDialog
      title="Rebalance profits"
      description="The profit of each exchange goes to its best running bots, in equal parts. It waits for your click."
      done="Shared out."
      act="profits.rebalance"
      ask={() => client.profits.rebalance.mutate({ runId: newRunId(), input: { book: ask.book } })}
      onClose={onClose}
    />
  ) : (
    <AskDialog
      title="Take a rebalance back"
      description="Each bot has again what it had before. It waits for your click."
      done="Taken back."
      act="profits.revert"
      ask={() => client.profits.revert.mutate({ runId: newRunId(), input: { rebalanceId: ask.rebalanceId } })}
      onClose={onClose}
    />
  );
}
