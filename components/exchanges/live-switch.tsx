"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Radio } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { newRunId } from "../commands/new-run-id";
import { useRunId } from "../commands/use-run-id";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { tell, tellFault } from "../ui/toasts";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

/** Whether live bots may enter, and the switch: on with a card, a code and the password, off at once. */
export function LiveSwitch() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data } = useQuery({ ...trpc.status.queryOptions({}), throwOnError: false });
  const [asking, setAsking] = useState(false);
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
    <section
      aria-label="Live trading"
      className="flex flex-wrap items-center gap-3 rounded-panel border border-line bg-panel px-3 py-2.5"
    >
      <Radio size={14} aria-hidden="true" />
      <b className="font-semibold">Live trading</b>
      <Chip tone={live ? "accent" : undefined}>{live ? "on" : "off"}</Chip>
      <span className="min-w-0 flex-1 basis-60 text-small text-text-2">
        {live
          ? "Live bots may enter, with what they were given at their exchanges."
          : "Live bots enter nothing. Their stops stay armed and their exits go on."}
      </span>
      {live ? (
        <Button
          size="small"
          disabled={off.isPending}
          onClick={() => off.mutate({ runId: runIdFor(input), input })}
        >
          {off.isPending ? "Turning off" : "Turn off"}
        </Button>
      ) : (
        <Button size="small" onClick={() => setAsking(true)}>
          Turn on…
        </Button>
      )}
      {asking ? (
        <AskDialog
          title="Turn live trading on"
          description="Live bots may enter trades then, with what they were given at their exchanges."
          done="Live trading is on."
          act="mode.live"
          ask={() => client.mode.live.mutate({ runId: newRunId(), input: {} })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}
