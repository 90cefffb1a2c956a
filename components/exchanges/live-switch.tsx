"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import { newRunId } from "../commands/new-run-id";
import { useRunId } from "../commands/use-run-id";
import { ModeSwitch } from "../shared/mode-switch";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { tell, tellFault } from "../ui/toasts";

/** Whether live bots may enter, and the switch. */
export function LiveSwitch() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data } = useQuery({ ...trpc.status.queryOptions({}), throwOnError: false });
  const { runIdFor, done } = useRunId();
  const off = useMutation(
    trpc.mode.liveOff.mutationOptions({
      onSuccess: () => {
        done();
        tell("Live trading is off. Live bots enter nothing more; their stops stay armed.");
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  if (!data) return null;
  const { live } = data.mode;
  const input = {};
  return (
    <ModeSwitch
      icon={Radio}
      name="Live trading"
      on={live}
      words={
        live
          ? "Live bots may enter, with what they were given at their exchanges."
          : "Live bots enter nothing. Their stops stay armed and their exits go on."
      }
      switches={{
        isTurningOff: off.isPending,
        turnOff: () => off.mutate({ runId: runIdFor(input), input }),
        ask: {
          title: "Turn live trading on",
          description: "Live bots may enter trades then, with what they were given at their exchanges.",
          done: "Live trading is on.",
          act: "mode.live",
          ask: () => client.mode.live.mutate({ runId: newRunId(), input }),
        },
      }}
    />
  );
}
