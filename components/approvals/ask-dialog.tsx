"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { CommandAnswer } from "@/server/commands/command";
import { useTRPC } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Modal } from "../ui/modal";
import { type Approval, OpenApproval } from "./open-approval";

type AskDialogProps = {
  readonly title: string;
  readonly description: string;
  /** what is said where the command needed no approval */
  readonly done: string;
  /** asks for the command, with a new run id each time */
  readonly ask: () => Promise<CommandAnswer>;
  readonly onClose: () => void;
};

/** Asks for a command, shows what it would change, and waits for the owner's click. */
export function AskDialog({ title, description, done, ask, onClose }: AskDialogProps) {
  const { approval, said, again } = useAsk(ask, done, onClose);
  return (
    <Modal open onOpenChange={(isOpen) => !isOpen && onClose()} title={title} description={description}>
      {approval ? (
        <OpenApproval key={approval.approvalId} approval={approval} onDone={onClose} onAskAgain={again} />
      ) : said ? (
        <div className="grid justify-items-start gap-3">
          <Said>{said}</Said>
          <Button onClick={again}>Ask again</Button>
        </div>
      ) : (
        <p role="status" className="text-small text-text-2">
          Working out what would change…
        </p>
      )}
    </Modal>
  );
}

function useAsk(ask: AskDialogProps["ask"], done: string, onClose: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [approval, setApproval] = useState<Approval | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const asking = useMutation({
    mutationFn: ask,
    onSuccess: async (answer) => {
      if (answer.status === "approval") return setApproval(answer);
      toast(done);
      onClose();
      await queries.invalidateQueries(trpc.bots.pathFilter());
    },
    onError: (error) => setSaid(sentenceOf(error)),
    onSettled: () => queries.invalidateQueries(trpc.approvals.pathFilter()),
  });
  const again = () => {
    setApproval(null);
    setSaid(null);
    asking.mutate();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once, when the dialog opens
  useEffect(again, []);
  return { approval, said, again };
}
