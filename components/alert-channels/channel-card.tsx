"use client";
import { useMutation } from "@tanstack/react-query";
import { Pencil, Send, Trash2 } from "lucide-react";
import type { ChannelView } from "@/server/alerts/core/alert-view";
import { useRunId } from "../commands/use-run-id";
import { DeliveryLines } from "../shared/delivery-lines";
import { severityNames } from "../shared/severity-mark";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { Facts } from "../ui/facts";
import { Said } from "../ui/field";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { tell, tellFault } from "../ui/toasts";
import { channelNames, targetWords } from "./channel-words";
import type { Opened } from "./opened";

type CardProps = {
  readonly channel: ChannelView;
  readonly zone: string;
  readonly onOpen: (opened: Opened) => void;
};

/** A channel: where it leads, when it speaks, whether it works. */
export function ChannelCard({ channel, zone, onOpen }: CardProps) {
  const { name, target, failures, lastError, recent } = channel;
  return (
    <Panel title={name} asOf={channelNames[target.kind]} actions={<State channel={channel} />}>
      <div className={PANEL_BODY} data-channel={name}>
        {failures > 0 && lastError ? <Said>{lastError}</Said> : null}
        <Facts facts={factsOf(channel, zone)} />
        {recent.length > 0 ? (
          <div className="grid gap-1.5 py-2">
            <h3 className="text-micro text-text-3">Newest deliveries</h3>
            <DeliveryLines deliveries={recent} ofOne />
          </div>
        ) : null}
        <Acts channel={channel} onOpen={onOpen} />
      </div>
    </Panel>
  );
}

function State({ channel: { enabled, failures, lastSentAt } }: { readonly channel: ChannelView }) {
  if (!enabled) return <Chip tone="dashed">Off</Chip>;
  if (failures > 0) return <Chip tone="warn">Fails</Chip>;
  return <Chip>{lastSentAt === null ? "Not tried yet" : "Works"}</Chip>;
}

function factsOf(channel: ChannelView, zone: string): Parameters<typeof Facts>[0]["facts"] {
  const { target, minSeverity, quiet, lastFour, lastSentAt } = channel;
  return [
    ["Leads to", targetWords(target)],
    [
      "Told of",
      minSeverity === "critical"
        ? "what is critical"
        : `${severityNames[minSeverity].toLowerCase()} or worse`,
    ],
    [
      "Quiet",
      quiet === null ? "never" : `${quiet.from} to ${quiet.to}, ${zone}; what is critical comes anyway`,
    ],
    ["Secret", lastFour === "" ? "none" : `ends in ${lastFour}`],
    ["Last told", lastSentAt === null ? "never" : <Moment key="last" iso={lastSentAt} format="dayClock" />],
  ];
}

function Acts({ channel, onOpen }: Omit<CardProps, "zone">) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const test = useMutation(
    trpc.alerts.test.mutationOptions({
      onSuccess: () => {
        done();
        tell(`A test is on its way to ${channel.name}.`);
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const input = { channelId: channel.channelId };
  const waits = test.isPending || channel.recent[0]?.status === "queued";
  const of = <span className="sr-only">{channel.name}</span>;
  return (
    <div className="flex flex-wrap gap-1.5 pt-1">
      <Button size="small" disabled={waits} onClick={() => test.mutate({ runId: runIdFor(input), input })}>
        <Send size={12} aria-hidden="true" />
        {waits ? "Sending" : "Send a test"} {of}
      </Button>
      <Button size="small" onClick={() => onOpen({ kind: "edit", channel })}>
        <Pencil size={12} aria-hidden="true" />
        Change… {of}
      </Button>
      <Button size="small" onClick={() => onOpen({ kind: "remove", channel })}>
        <Trash2 size={12} aria-hidden="true" />
        Remove… {of}
      </Button>
    </div>
  );
}
