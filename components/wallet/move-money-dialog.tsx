"use client";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { PaperBook } from "@/server/ledger/core/wallet-view";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

export type Move = {
  readonly book: PaperBook;
  readonly exchange: ExchangeName;
  readonly direction: "deposit" | "withdrawal";
  /** as typed */
  readonly amount: string;
};

/** Shows what moving paper money would change, and waits for the click. */
export function MoveMoneyDialog({ move, onClose }: { readonly move: Move; readonly onClose: () => void }) {
  const client = useTRPCClient();
  return (
    <AskDialog
      title={move.direction === "deposit" ? "Put paper money in" : "Take paper money out"}
      description="It changes what bots can be created with, and no gain or loss. It waits for your click."
      done="Done."
      act="injections.record"
      ask={() => client.injections.record.mutate({ runId: newRunId(), input: move })}
      onClose={onClose}
    />
  );
}
