"use client";
import { useQuery } from "@tanstack/react-query";
import { Moon } from "lucide-react";
import { useState } from "react";
import type { NightLine, NightPreview } from "@/server/promotion/show-night";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { ReadAsOf } from "../live/as-of";
import { BotLink } from "../shared/bot-link";
import { formatFraction } from "../shared/execution-figures";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { Chip } from "../ui/chip";
import { formatCount } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { Segmented } from "../ui/segmented";

const ACTS = {
  promote: "goes live",
  eligible: "eligible, something is missing",
  withdraw: "not eligible any more",
  demote: "back to paper",
} as const satisfies { readonly [act in NightLine["act"]]: string };

/** What tonight's look would come to, and what it judges by. */
export function NightPanel({ isOwner }: { readonly isOwner: boolean }) {
  const trpc = useTRPC();
  const options = trpc.promotions.preview.queryOptions({});
  const { data } = useQuery(options);
  return (
    <Panel
      title="Tonight"
      asOf={
        <>
          {data ? (
            <>
              next look <Moment iso={data.dueAt} format="dayClock" />, {data.hour}:00 in {data.timeZone} ·{" "}
            </>
          ) : null}
          <ReadAsOf queryKey={options.queryKey} />
        </>
      }
    >
      {data ? <Night night={data} isOwner={isOwner} /> : <PanelLoading rows={3} label="Tonight" />}
    </Panel>
  );
}

function Night({ night, isOwner }: { readonly night: NightPreview; readonly isOwner: boolean }) {
  const { lines, looked, standOut, live, autopilot } = night;
  return (
    <>
      <Policy night={night} isOwner={isOwner} />
      {lines.length === 0 ? (
        <PanelEmpty icon={Moon} title="Nothing would change tonight">
          {formatCount(looked)} bots in training would be looked at; none passes every gate, and no live bot
          has shown that it loses.
        </PanelEmpty>
      ) : (
        <ul className={`${PANEL_BODY} grid gap-3`}>
          {lines.map((line) => (
            <Line key={line.botId} line={line} />
          ))}
        </ul>
      )}
      <p className={`${PANEL_BODY} pt-2 text-small text-text-2`}>
        Live trading is {live ? "on" : "off"}, autopilot is {autopilot ? "on" : "off"}. Looked at together,{" "}
        {formatCount(standOut)} of {formatCount(looked)} stand out where at most one in ten may be luck.
      </p>
    </>
  );
}

function Line({ line: { botId, name, act, words } }: { readonly line: NightLine }) {
  return (
    <li className="grid gap-1">
      <span className="flex flex-wrap items-center gap-2">
        <BotLink botId={botId} name={name} />
        <Chip>{ACTS[act]}</Chip>
      </span>
      <ul className="text-small text-text-2">
        {words.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </li>
  );
}

const POLICIES = [
  { value: "evidence", label: "Evidence" },
  { value: "classic", label: "Classic" },
] as const;

/** What bots are promoted by, with what each policy lets through. */
function Policy({ night, isOwner }: { readonly night: NightPreview; readonly isOwner: boolean }) {
  const client = useTRPCClient();
  const [wanted, setWanted] = useState<NightPreview["policy"] | null>(null);
  const { evidence, classic } = night.falsePromotions;
  const other = night.policy === "evidence" ? "classic" : "evidence";
  return (
    <div className="flex flex-none flex-col items-start gap-2 px-(--pad-panel) pb-(--pad-panel)">
      {isOwner ? (
        <Segmented
          label="Promotion policy"
          options={POLICIES}
          value={night.policy}
          onChange={(value) => setWanted(value === night.policy ? null : value)}
        />
      ) : (
        <span>Policy: {night.policy}</span>
      )}
      <p className="text-small text-text-2">
        Of bots that earn nothing, evidence promotes {formatFraction(evidence, 1)} within 30 days, classic{" "}
        {formatFraction(classic, 1)}: it asks for the record alone and is looked at every night.
      </p>
      {wanted ? (
        <AskDialog
          title={`Promote by ${other}`}
          description="It counts from the next look on. Bots that are live stay live."
          done={`The policy is ${other}.`}
          act="promotions.policy"
          ask={() => client.promotions.policy.mutate({ runId: newRunId(), input: { policy: wanted } })}
          onClose={() => setWanted(null)}
        />
      ) : null}
    </div>
  );
}
