"use client";
import { useMutation } from "@tanstack/react-query";
import { Send } from "lucide-react";
import type { ReportKind } from "@/server/reports/core/report-kinds";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { tell, tellFault } from "../ui/toasts";

/** Has the newest report of a kind mailed now. */
export function SendReportButton({ kind }: { readonly kind: ReportKind }) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const { mutate, isPending } = useMutation(
    trpc.report.send.mutationOptions({
      onSuccess: (reply) => {
        done();
        if (reply.status === "done")
          tell(`On its way by ${reply.answer.channels.join(", ")}: ${reply.answer.words}.`);
      },
      onError: (error: unknown) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  return (
    <Button
      size="small"
      disabled={isPending}
      onClick={() => mutate({ runId: runIdFor({ kind }), input: { kind } })}
    >
      <Send size={13} aria-hidden="true" />
      {isPending ? "Sending" : "Send now"}
    </Button>
  );
}
