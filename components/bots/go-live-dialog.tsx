"use client";
import { useState } from "react";
import type { BotView } from "@/server/bots/core/bot";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";

type GoLiveDialogProps = { readonly bot: BotView; readonly onClose: () => void };

/**
 * Asks to let a bot go live: the card lists what must be right first, and what is. Its statistics alone may be overridden, by
 * asking for another card, which says so.
 */
export function GoLiveDialog({ bot, onClose }: GoLiveDialogProps) {
  const client = useTRPCClient();
  const [override, setOverride] = useState(false);
  const input = { bot: bot.botId, ...(override ? { overrideStatistics: true } : {}) };
  return (
    <AskDialog
      key={String(override)}
      title={`Let ${bot.name} go live`}
      description="Its orders go to its exchange then. Everything that must be right first is on the card."
      done={`${bot.name} is live. It waits until you resume it.`}
      act="promotions.promote"
      ask={() => client.promotions.promote.mutate({ runId: newRunId(), input })}
      onClose={onClose}
    >
      <label className="mt-3 flex items-center gap-2 text-small text-text-2">
        <input type="checkbox" checked={override} onChange={(event) => setOverride(event.target.checked)} />
        Override its statistics; keys, funds and risk are never overridden
      </label>
    </AskDialog>
  );
}
