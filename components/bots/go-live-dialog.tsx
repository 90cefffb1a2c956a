"use client";
import type { BotView } from "@/server/bots/core/bot";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

type GoLiveDialogProps = { readonly bot: BotView; readonly onClose: () => void };

/** Asks to let a bot go live: the card lists what must be right first, and what is. */
export function GoLiveDialog({ bot, onClose }: GoLiveDialogProps) {
  const client = useTRPCClient();
  return (
    <AskDialog
      title={`Let ${bot.name} go live`}
      description="Its orders go to its exchange then. Everything that must be right first is on the card."
      done={`${bot.name} is live. It waits until you resume it.`}
      act="promotions.promote"
      ask={() => client.promotions.promote.mutate({ runId: newRunId(), input: { bot: bot.botId } })}
      onClose={onClose}
    />
  );
}
