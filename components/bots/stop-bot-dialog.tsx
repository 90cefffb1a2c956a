"use client";
import type { BotView } from "@/server/bots/core/bot";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

type StopBotDialogProps = { readonly bot: BotView; readonly onClose: () => void };

/** Asks to stop a bot: paused, and what it holds sold. */
export function StopBotDialog({ bot, onClose }: StopBotDialogProps) {
  const client = useTRPCClient();
  return (
    <AskDialog
      title={`Stop ${bot.name}`}
      description="A stopped bot is paused and what it holds is sold at market. It waits for your click."
      done={`${bot.name} stopped.`}
      act="bots.stop"
      ask={() => client.bots.stop.mutate({ runId: newRunId(), input: { bot: bot.botId } })}
      onClose={onClose}
    />
  );
}
