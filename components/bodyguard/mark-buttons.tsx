"use client";
import { useMutation } from "@tanstack/react-query";
import type { DetectionView } from "@/server/bodyguard/core/bodyguard-view";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { tell, tellFault } from "../ui/toasts";
import { verdictWords } from "./detection-words";

type Props = { readonly one: DetectionView; readonly isOwner: boolean };
type Said = DetectionView["verdict"];

const CHOICES = [
  { verdict: "right", words: "It was right" },
  { verdict: "false_alarm", words: "It was a false alarm" },
] as const;

/** What the owner says of a detection; pressed again, it is taken back. */
export function MarkButtons({ one, isOwner }: Props) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const mark = useMutation(
    trpc.bodyguard.mark.mutationOptions({
      onSuccess: () => {
        done();
        tell("Kept. The figures above count it.");
      },
      onError: (error: unknown) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  if (!isOwner) return <p className="text-small text-text-2">{verdictWords(one)}.</p>;
  const say = (verdict: Said) => {
    const input = { detectionId: one.detectionId, verdict };
    mark.mutate({ runId: runIdFor(input), input });
  };
  return (
    <div className="grid gap-2">
      <span className="flex flex-wrap gap-2">
        {CHOICES.map(({ verdict, words }) => (
          <Button
            key={verdict}
            size="small"
            aria-pressed={one.verdict === verdict}
            disabled={mark.isPending}
            onClick={() => say(one.verdict === verdict ? null : verdict)}
          >
            {words}
          </Button>
        ))}
      </span>
      <p className="text-micro text-text-3">A false alarm does not count on the ladder of quarantines.</p>
    </div>
  );
}
