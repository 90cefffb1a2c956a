"use client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { CommandAnswer } from "@/server/commands/command";
import { needsStepUp, StepUpForm } from "../commands/step-up-form";
import { type Act, keyOf } from "../live/refreshes";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Said } from "../ui/field";
import { Modal } from "../ui/modal";
import { tell } from "../ui/toasts";
import { type Approval, OpenApproval } from "./open-approval";

type AskDialogProps = {
  readonly title: string;
  readonly description: string;
  /** what is said where the command needed no approval */
  readonly done: string;
  /** the act that is asked for: says what is read again */
  readonly act: Act;
  /** asks for the command, with a new run id each time */
  readonly ask: () => Promise<CommandAnswer>;
  readonly onClose: () => void;
  /** stands below the card: what else may be asked for */
  readonly children?: ReactNode;
};

/** Asks for a command, shows what it would change, and waits for the owner's click. */
export function AskDialog({ title, description, done, act, ask, onClose, children }: AskDialogProps) {
  const { approval, said, unproved, again } = useAsk({ act, ask, done, onClose });
  return (
    <Modal open onOpenChange={(isOpen) => !isOpen && onClose()} title={title} description={description}>
      {approval ? (
        <OpenApproval key={approval.approvalId} approval={approval} onDone={onClose} onAskAgain={again} />
      ) : unproved ? (
        <StepUpForm act="Go on" onProved={again} onCancel={onClose} />
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
      {children}
    </Modal>
  );
}

function useAsk({ act, ask, done, onClose }: Pick<AskDialogProps, "act" | "ask" | "done" | "onClose">) {
  const [approval, setApproval] = useState<Approval | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [unproved, setUnproved] = useState(false);
  const asking = useMutation({
    mutationKey: keyOf(act),
    mutationFn: ask,
    onSuccess: (answer) => {
      if (answer.status === "approval") return setApproval(answer);
      tell(done);
      onClose();
    },
    onError: (error) => {
      if (needsStepUp(error)) setUnproved(true);
      else setSaid(sentenceOf(error));
    },
  });
  const again = () => {
    setApproval(null);
    setSaid(null);
    setUnproved(false);
    asking.mutate();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asks once, when the dialog opens
  useEffect(again, []);
  return { approval, said, unproved, again };
}
