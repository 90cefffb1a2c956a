"use client";
import { ShieldCheck } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import type { BodyguardStatus, RestingView } from "@/server/bodyguard/core/bodyguard-view";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { BotLink } from "../shared/bot-link";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { Moment } from "../ui/moment";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { LINK } from "../ui/text";
import { bodyguardAddress } from "./bodyguard-address";

type Props = { readonly status: BodyguardStatus | null; readonly isOwner: boolean };

/** Who rests, why and until when, with the way out; and the ladder. */
export function RestingPanel({ status, isOwner }: Props) {
  const [freeing, setFreeing] = useState<RestingView | null>(null);
  return (
    <Panel title="In quarantine" asOf={status ? ladderWords(status) : "loading"}>
      {status === null ? (
        <PanelLoading rows={3} label="In quarantine" />
      ) : status.resting.length === 0 ? (
        <PanelEmpty icon={ShieldCheck} title="No bot is in quarantine">
          A bot that breaks a threshold rests {status.ladder.hours[0]} h, then {status.ladder.hours[1]} h,
          then {status.ladder.hours[2]} h, and is archived after that. A rest counts for {status.ladder.days}{" "}
          days, unless you mark it as a false alarm.
        </PanelEmpty>
      ) : (
        <ul className={PANEL_BODY}>
          {status.resting.map((resting) => (
            <Resting key={resting.botId} resting={resting} onFree={isOwner ? setFreeing : null} />
          ))}
        </ul>
      )}
      {freeing ? <LetGo resting={freeing} onClose={() => setFreeing(null)} /> : null}
    </Panel>
  );
}

const ladderWords = ({ ladder }: BodyguardStatus): string =>
  `${ladder.hours.map((hours) => `${hours} h`).join(" → ")} → archive`;

type RestingProps = {
  readonly resting: RestingView;
  readonly onFree: ((resting: RestingView) => void) | null;
};

function Resting({ resting, onFree }: RestingProps) {
  const [, change] = useQueryStates(bodyguardAddress);
  const { botId, name, reason, rung, until, detectionId } = resting;
  return (
    <li className="grid gap-1 border-b border-line py-2 last:border-0">
      <span className="flex items-baseline gap-2">
        <BotLink botId={botId} name={name} />
        {rung > 0 ? <Chip>Step {rung}</Chip> : null}
        <span className="flex-1 text-right text-micro text-text-3">
          until <Moment iso={until} format="dayClock" />
        </span>
      </span>
      <span className="text-small text-text-2">It {reason}.</span>
      <span className="flex items-center gap-2">
        <button type="button" className={LINK} onClick={() => void change({ detection: detectionId })}>
          Evidence<span className="sr-only"> against {name}</span>
        </button>
        <span className="flex-1" />
        {onFree ? (
          <Button size="small" onClick={() => onFree(resting)}>
            Let go…<span className="sr-only"> {name}</span>
          </Button>
        ) : null}
      </span>
    </li>
  );
}

function LetGo({ resting, onClose }: { readonly resting: RestingView; readonly onClose: () => void }) {
  const client = useTRPCClient();
  const { botId, name } = resting;
  return (
    <AskDialog
      title={`Let ${name} go early`}
      description="It may enter at the next candle and is watched as if it were new. It waits for your click."
      done={`${name} trades again.`}
      act="bodyguard.release"
      ask={() => client.bodyguard.release.mutate({ runId: newRunId(), input: { bot: botId } })}
      onClose={onClose}
    />
  );
}
