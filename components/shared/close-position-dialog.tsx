"use client";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

export type Closable = Pick<PositionView, "positionId" | "botName" | "symbol">;

type Props = { readonly position: Closable; readonly onClose: () => void };

/** Shows what closing a position would change, and waits for the click. */
export function ClosePositionDialog({ position, onClose }: Props) {
  const client = useTRPCClient();
  const { positionId, botName, symbol } = position;
  return (
    <AskDialog
      title={`Close ${botName}, ${symbol}`}
      description="It is sold once, at market, whatever modes and halts say. It waits for your click."
      done={`${symbol} of ${botName} is being sold.`}
      act="positions.close"
      ask={() => client.positions.close.mutate({ runId: newRunId(), input: { positionId } })}
      onClose={onClose}
    />
  );
}
