"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Moon } from "lucide-react";
import { newRunId } from "../commands/new-run-id";
import { useRunId } from "../commands/use-run-id";
import { ModeSwitch } from "../shared/mode-switch";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { tell, tellFault } from "../ui/toasts";

/** Whether nightly work acts by itself or only proposes, and the owner's switch. */
export function AutopilotSwitch({ isOwner }: { readonly isOwner: boolean }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data } = useQuery({ ...trpc.status.queryOptions({}), throwOnError: false });
  const { runIdFor, done } = useRunId();
  const off = useMutation(
    trpc.autopilot.off.mutationOptions({
      onSuccess: () => {
        done();
        tell("Autopilot is off. Nightly work only proposes.");
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  if (!data) return null;
  const { autopilot } = data.mode;
  const input = {};
  return (
    <ModeSwitch
      icon={Moon}
      name="Autopilot"
      on={autopilot}
      words={
        autopilot
          ? "Promotion, learning and the fleet's growth act by themselves, under their gates and limits."
          : "Promotion, learning and the fleet's growth only propose; nothing acts by itself."
      }
      {...(isOwner && {
        switches: {
          isTurningOff: off.isPending,
          turnOff: () => off.mutate({ runId: runIdFor(input), input }),
          ask: {
            title: "Turn autopilot on",
            description: "Nightly work acts by itself then, under the same gates and limits.",
            done: "Autopilot is on.",
            act: "autopilot.on",
            ask: () => client.autopilot.on.mutate({ runId: newRunId(), input }),
          },
        },
      })}
    />
  );
}
