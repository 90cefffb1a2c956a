"use client";
import type { BotView } from "@/server/bots/core/bot";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

type ResumeDialogProps = { readonly bot: BotView; readonly onClose: () => void };

/** Asks to resume a bot. */
export function ResumeDialog({ bot, onClose }: ResumeDialogProps) {
  const client = useTRPCClient();
  return (
    <AskDialog
      title={`Resume ${bot.name}`}
      description="A resumed bot may enter at the next candle. It waits for your click."
      done={`${bot.name} resumed.`}
      act="bots.resume"
      ask={() => client.bots.resume.mutate({ runId: newRunId(), input: { bot: bot.botId } })}
      onClose={onClose}
    />
  );
}
