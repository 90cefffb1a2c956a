"use client";
import { useMutation } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import type { BotView } from "@/server/bots/core/bot";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { tell, tellFault } from "../ui/toasts";

type PauseButtonProps = { readonly bot: BotView; readonly onResume: (bot: BotView) => void };

/** Pause at once; resume asks first. The row changes when the server says so, not before. */
export function PauseButton({ bot, onResume }: PauseButtonProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const pause = useMutation(
    trpc.bots.pause.mutationOptions({
      onSuccess: () => {
        done();
        tell(`${bot.name} paused. It enters nothing more; its stops stay armed.`);
      },
      onError: (error) => {
        // a refusal is an answer: the next press asks anew
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const idle = bot.status === "paused" || bot.status === "quarantined" || bot.status === "new";
  if (idle) {
    return (
      <Button size="small" onClick={() => onResume(bot)}>
        <Play size={12} aria-hidden="true" />
        <span className="max-tablet:sr-only">Resume…</span> <span className="sr-only">{bot.name}</span>
      </Button>
    );
  }
  const input = { bot: bot.botId };
  return (
    <Button
      size="small"
      disabled={pause.isPending}
      onClick={() => pause.mutate({ runId: runIdFor(input), input })}
    >
      <Pause size={12} aria-hidden="true" />
      <span className="max-tablet:sr-only">{pause.isPending ? "Pausing" : "Pause"}</span>{" "}
      <span className="sr-only">{bot.name}</span>
    </Button>
  );
}
