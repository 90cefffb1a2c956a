"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
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

type Props = { readonly mayStop: boolean; readonly mayAllow: boolean };

/** Whether bots may enter at all, and the switch: stopped at once, allowed again with a card. */
export function EntriesSwitch({ mayStop, mayAllow }: Props) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data } = useQuery({ ...trpc.status.queryOptions({}), throwOnError: false });
  const [asking, setAsking] = useState(false);
  if (!data) return null;
  const { entriesStopped, halted } = data.mode;
  const state = stateOf(data.mode);
  return (
    <section
      aria-label="Entries"
      className="flex flex-wrap items-center gap-3 rounded-panel border border-line bg-panel px-3 py-2.5"
    >
      <DoorOpen size={14} aria-hidden="true" />
      <b className="font-semibold">Entries</b>
      <Chip tone={state === "allowed" ? undefined : "warn"}>{state}</Chip>
      <span className="min-w-0 flex-1 basis-60 text-small text-text-2">{WORDS[state]}</span>
      {entriesStopped && mayAllow ? (
        <Button size="small" disabled={halted} onClick={() => setAsking(true)}>
          Allow entries…
        </Button>
      ) : null}
      {!entriesStopped && mayStop ? <StopButton /> : null}
      {asking ? (
        <AskDialog
          title="Allow entries"
          description="Bots may enter again at their next candle."
          done="Entries are allowed."
          act="entries.resume"
          ask={() => client.entries.resume.mutate({ runId: newRunId(), input: {} })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}

const NO_ENTRIES = "No bot enters, on any book. Stops stay armed and exits go on.";
const WORDS = {
  halted: NO_ENTRIES,
  reducing: NO_ENTRIES,
  allowed: "Bots enter where every limit below lets them.",
} as const;

function stateOf({ halted, entriesStopped }: { readonly halted: boolean; readonly entriesStopped: boolean }) {
  if (halted) return "halted";
  return entriesStopped ? "reducing" : "allowed";
}

function StopButton() {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const stop = useMutation(
    trpc.entries.stop.mutationOptions({
      onSuccess: () => {
        done();
        tell("Entries are stopped. Stops and exits go on.");
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const input = {};
  return (
    <Button
      size="small"
      disabled={stop.isPending}
      onClick={() => stop.mutate({ runId: runIdFor(input), input })}
    >
      {stop.isPending ? "Stopping" : "Stop entries"}
    </Button>
  );
}
