"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { BotView } from "@/server/bots/core/bot";
import type { Preview } from "@/server/commands/command";
import { newRunId } from "../commands/new-run-id";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Modal } from "../ui/modal";
import { ApprovalCard } from "./approval-card";

type Open = { readonly approvalId: string; readonly preview: Preview; readonly expiresAt: string };
type ResumeDialogProps = { readonly bot: BotView; readonly onClose: () => void };

/** Asks to resume a bot, shows what that would change, and waits for the owner's click. */
export function ResumeDialog({ bot, onClose }: ResumeDialogProps) {
  const { open, said, pending, ask, approve, deny } = useResume(bot, onClose);
  const over = open !== null && said !== null;
  return (
    <Modal
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Resume ${bot.name}`}
      description="A resumed bot may enter at the next candle. It waits for your click."
    >
      {open ? (
        <ApprovalCard
          preview={open.preview}
          expiresAt={open.expiresAt}
          pending={pending}
          said={over ? said : null}
          onApprove={approve}
          onDeny={deny}
          onAskAgain={ask}
        />
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

function useResume(bot: BotView, onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const finish = async (words: string) => {
    toast(words);
    onClose();
    await queries.invalidateQueries(trpc.bots.pathFilter());
  };
  const onError = (error: unknown) => setSaid(sentenceOf(error));
  const resume = useMutation(
    trpc.bots.resume.mutationOptions({
      onSuccess: async (answer) => {
        if (answer.status === "approval") setOpen(answer);
        else await finish(`${bot.name} resumed.`);
      },
      onError,
    }),
  );
  const approveIt = useMutation(
    trpc.approvals.approve.mutationOptions({ onSuccess: () => finish(`${bot.name} resumed.`), onError }),
  );
  const denyIt = useMutation(
    trpc.approvals.deny.mutationOptions({
      onSuccess: () => finish(`${bot.name} stays as it is.`),
      onError,
    }),
  );
  const ask = () => {
    setOpen(null);
    setSaid(null);
    resume.mutate({ runId: newRunId(), input: { bot: bot.botId } });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once, when the dialog opens
  useEffect(ask, []);
  return {
    open,
    said,
    pending: approveIt.isPending || denyIt.isPending,
    ask,
    approve: () => open && approveIt.mutate({ approvalId: open.approvalId }),
    deny: () => open && denyIt.mutate({ approvalId: open.approvalId }),
  };
}
