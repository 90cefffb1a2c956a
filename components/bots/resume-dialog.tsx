"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { BotView } from "@/server/bots/core/bot";
import { newRunId } from "../commands/new-run-id";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Modal } from "../ui/modal";
import { type Approval, OpenApproval } from "./open-approval";

type ResumeDialogProps = { readonly bot: BotView; readonly onClose: () => void };

/** Asks to resume a bot, shows what that would change, and waits for the owner's click. */
export function ResumeDialog({ bot, onClose }: ResumeDialogProps) {
  const { approval, said, ask } = useAsk(bot, onClose);
  return (
    <Modal
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Resume ${bot.name}`}
      description="A resumed bot may enter at the next candle. It waits for your click."
    >
      {approval ? (
        <OpenApproval key={approval.approvalId} approval={approval} onDone={onClose} onAskAgain={ask} />
      ) : said ? (
        <div className="grid justify-items-start gap-3">
          <Said>{said}</Said>
          <Button onClick={ask}>Ask again</Button>
        </div>
      ) : (
        <p role="status" className="text-small text-text-2">
          Working out what would change…
        </p>
      )}
    </Modal>
  );
}

function useAsk(bot: BotView, onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [approval, setApproval] = useState<Approval | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const resume = useMutation(
    trpc.bots.resume.mutationOptions({
      onSuccess: async (answer) => {
        if (answer.status === "approval") return setApproval(answer);
        toast(`${bot.name} resumed.`);
        onClose();
        await queries.invalidateQueries(trpc.bots.pathFilter());
      },
      onError: (error) => setSaid(sentenceOf(error)),
      onSettled: () => queries.invalidateQueries(trpc.approvals.pathFilter()),
    }),
  );
  const ask = () => {
    setApproval(null);
    setSaid(null);
    resume.mutate({ runId: newRunId(), input: { bot: bot.botId } });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once, when the dialog opens
  useEffect(ask, []);
  return { approval, said, ask };
}
