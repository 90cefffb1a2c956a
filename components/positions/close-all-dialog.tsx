"use client";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useLive } from "../live/live-provider";
import { useTRPCClient } from "../trpc/client";

/** Shows what closing everything in the book shown would change; it takes a code and the password. */
export function CloseAllDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useTRPCClient();
  const book = useLive((state) => state.view?.book);
  return (
    <AskDialog
      title={book ? `Close all in the ${book} book` : "Close all positions"}
      description="Each is sold once, at market. Bots go on: the emergency stop ends trading as well."
      done="Everything open is being sold."
      act="positions.closeAll"
      ask={() => client.positions.closeAll.mutate({ runId: newRunId(), input: book ? { book } : {} })}
      onClose={onClose}
    />
  );
}
