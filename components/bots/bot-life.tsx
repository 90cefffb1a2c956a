"use client";
import { Copy, Trash2, Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { BotView } from "@/server/bots/core/bot";
import { tradesAtExchange } from "@/server/kernel/book";
import { ActButton } from "../commands/act-button";
import { newRunId } from "../commands/new-run-id";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { PANEL_BODY, Panel } from "../ui/panel";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

/** A bot as one of a fleet: another one like it, gone from the fleet, back again. */
export function BotLife({ bot }: { readonly bot: BotView }) {
  const client = useTRPCClient();
  const [deleting, setDeleting] = useState(false);
  const isDeleted = bot.stage === "archived";
  const isOwn = bot.twinOf === null && !tradesAtExchange(bot.book);
  if (!isOwn) return null;
  return (
    <Panel title="In the fleet">
      <div className={`${PANEL_BODY} grid gap-2`}>
        <p className="text-small text-text-2">
          {isDeleted
            ? "Deleted: it trades nothing and its money is in the pool of its exchange. For 30 days it can be restored."
            : "A clone trades as this one does, with money of its own. Deleting needs a bot that is paused and holds nothing; its record stays."}
        </p>
        <span className="flex flex-wrap gap-2">
          {isDeleted ? (
            <ActButton
              icon={Undo2}
              words="Restore"
              pending="Restoring"
              act="bots.restore"
              input={{ bot: bot.botId }}
              ask={(request) => client.bots.restore.mutate(request)}
              said={({ name }) => `${name} is back, paused. Resume it to let it trade.`}
            />
          ) : (
            <ActButton
              icon={Copy}
              words="Clone"
              pending="Cloning"
              act="bots.clone"
              input={{ bot: bot.botId }}
              ask={(request) => client.bots.clone.mutate(request)}
              said={({ name }) => `${name} trades as ${bot.name} does.`}
            />
          )}
          {isDeleted ? null : (
            <Button size="small" onClick={() => setDeleting(true)}>
              <Trash2 size={12} aria-hidden="true" />
              Delete…
            </Button>
          )}
        </span>
      </div>
      {deleting ? (
        <AskDialog
          title={`Delete ${bot.name}`}
          description="It leaves the fleet and gives its money to the pool of its exchange. Its record stays."
          done={`${bot.name} is deleted.`}
          act="bots.delete"
          ask={() => client.bots.delete.mutate({ runId: newRunId(), input: { bot: bot.botId } })}
          onClose={() => setDeleting(false)}
        />
      ) : null}
    </Panel>
  );
}
