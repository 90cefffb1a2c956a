"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Preview } from "@/server/audit/core/preview";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { tell, tellFault } from "../ui/toasts";
import { ApprovalCard } from "./approval-card";

export type Approval = {
  readonly approvalId: string;
  readonly preview: Preview;
  readonly expiresAt: string;
  readonly code: string | null;
};

type OpenApprovalProps = {
  readonly approval: Approval;
  /** the card was approved or denied */
  readonly onDone: () => void;
  /** the card is void or expired: make a new one, or let go of this one */
  readonly onAskAgain: () => void;
};

/** An approval and the two clicks that end it. A refusal voids the card; a lost answer does not. */
export function OpenApproval({ approval, onDone, onAskAgain }: OpenApprovalProps) {
  const { approvalId, preview } = approval;
  const trpc = useTRPC();
  const [said, setSaid] = useState<string | null>(null);
  const settle = (words: string) => {
    tell(words);
    onDone();
  };
  const onError = (error: unknown) => {
    // a code that was mistyped voids nothing
    if (refusalOf(error) && refusalOf(error)?.field !== "code") setSaid(sentenceOf(error));
    else tellFault(sentenceOf(error));
  };
  const approve = useMutation(
    trpc.approvals.approve.mutationOptions({ onSuccess: () => settle(`${preview.title}: done.`), onError }),
  );
  const deny = useMutation(
    trpc.approvals.deny.mutationOptions({
      onSuccess: () => settle(`${preview.title}: denied. Nothing was changed.`),
      onError,
    }),
  );
  return (
    <ApprovalCard
      preview={preview}
      expiresAt={approval.expiresAt}
      pending={approve.isPending || deny.isPending}
      said={said}
      code={approval.code}
      onApprove={(code) => approve.mutate(code === null ? { approvalId } : { approvalId, code })}
      onDeny={() => deny.mutate({ approvalId })}
      onAskAgain={onAskAgain}
    />
  );
}
