"use client";
import { useQuery } from "@tanstack/react-query";
import { BellPlus, Send } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ChannelCard } from "./channel-card";
import type { Opened } from "./opened";

// fetched when one of them is first opened
const ChannelDialog = dynamic(() => import("./channel-dialog").then(({ ChannelDialog }) => ChannelDialog), {
  ssr: false,
});
const RemoveDialog = dynamic(() => import("./remove-dialog").then(({ RemoveDialog }) => RemoveDialog), {
  ssr: false,
});

/** Each channel that alerts are sent to, and the ways to add, change, test and remove one. */
export function ChannelsPanel() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.alerts.settings.queryOptions({}));
  const [opened, open] = useState<Opened | null>(null);
  const close = () => open(null);
  if (!data) return <PanelLoading rows={5} label="Alert channels" />;
  const add = (
    <Button
      kind={data.channels.length === 0 ? "primary" : "default"}
      onClick={() => open({ kind: "edit", channel: null })}
    >
      <BellPlus size={14} aria-hidden="true" />
      Add a channel
    </Button>
  );
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <p className="max-w-[80ch] min-w-0 flex-1 basis-72 text-small text-text-2">
          Alerts stand on these pages in any case. A channel tells you of them elsewhere as well; what cannot
          be sent waits and is tried for two days. Secrets are sealed when they are saved and cannot be shown
          again.
        </p>
        {data.channels.length > 0 ? add : null}
      </div>
      {data.channels.length === 0 ? (
        <Panel title="Alert channels">
          <PanelEmpty icon={Send} title="Alerts are told on these pages only" action={add}>
            Add your e-mail, an ntfy topic, a Telegram chat or a webhook of your own, and send it a test.
          </PanelEmpty>
        </Panel>
      ) : (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,380px),1fr))] items-start gap-2">
          {data.channels.map((channel) => (
            <ChannelCard key={channel.channelId} channel={channel} zone={data.timeZone} onOpen={open} />
          ))}
        </div>
      )}
      {opened?.kind === "edit" ? (
        <ChannelDialog channel={opened.channel} zone={data.timeZone} onClose={close} />
      ) : null}
      {opened?.kind === "remove" ? <RemoveDialog channel={opened.channel} onClose={close} /> : null}
    </div>
  );
}
