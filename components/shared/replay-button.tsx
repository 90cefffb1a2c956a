"use client";
import { useMutation } from "@tanstack/react-query";
import { Check, RotateCcw, TriangleAlert } from "lucide-react";
import type { ReplayView } from "@/server/decisions/core/decision-view";
import { useTRPCClient } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";

type ReplayButtonProps = {
  readonly decisionId: string;
  /** told what came out, for those who show the differences */
  readonly onReplayed?: (replay: ReplayView) => void;
};

/** Makes a decision again from its record and says whether it comes out the same. Changes nothing. */
export function ReplayButton({ decisionId, onReplayed }: ReplayButtonProps) {
  const client = useTRPCClient();
  const replay = useMutation({
    mutationFn: () => client.decisions.replay.query({ decisionId }),
    onSuccess: onReplayed,
  });
  return (
    <>
      <Button onClick={() => replay.mutate()} disabled={replay.isPending}>
        <RotateCcw size={14} aria-hidden="true" />
        {replay.isPending ? "Replaying" : "Replay decision"}
      </Button>
      <span className="min-w-0 text-micro text-text-2" role="status">
        {replay.error ? sentenceOf(replay.error) : replay.data ? <Outcome replay={replay.data} /> : null}
      </span>
    </>
  );
}

function Outcome({ replay }: { readonly replay: ReplayView }) {
  const same = replay.outcome === "identical";
  const Icon = same ? Check : TriangleAlert;
  return (
    <span className="inline-flex items-start gap-1">
      <Icon
        size={12}
        className={same ? "mt-0.5 flex-none" : "mt-0.5 flex-none text-warn"}
        aria-hidden="true"
      />
      <span>{same ? "identical" : replay.words}</span>
    </span>
  );
}
