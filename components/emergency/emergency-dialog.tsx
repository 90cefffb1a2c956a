"use client";
import { useMutation } from "@tanstack/react-query";
import { Check, Hourglass } from "lucide-react";
import { useState } from "react";
import { AskDialog } from "../approvals/ask-dialog";
import { newRunId } from "../commands/new-run-id";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { CheckLine } from "../ui/check-line";
import { Modal } from "../ui/modal";
import { Moment } from "../ui/moment";
import { tell, tellFault } from "../ui/toasts";
import { useEmergency } from "./use-emergency";

/** What the stop did, what proves it, and what may follow: hold, sell everything, or clear it. */
export function EmergencyDialog({ onClose }: { readonly onClose: () => void }) {
  const emergency = useEmergency();
  const client = useTRPCClient();
  const [clearing, setClearing] = useState(false);
  if (clearing)
    return (
      <AskDialog
        title="Clear the emergency stop"
        description="Entries are allowed again then, bot by bot, as you resume them."
        done="The emergency stop is cleared. The bots stay paused until you resume them."
        act="emergency.clear"
        ask={() => client.emergency.clear.mutate({ runId: newRunId(), input: {} })}
        onClose={onClose}
      />
    );
  if (!emergency?.halted) return null;
  const { at, openPositions, flatten } = emergency;
  return (
    <Modal
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Emergency stop"
      description="No new entry reaches an exchange, the bots are paused and autopilot is off. Stops and exits go on."
    >
      <div className="grid gap-3">
        <p className="text-small text-text-2">
          On since {at ? <Moment iso={at} format="dayClock" /> : "now"}. It stays on after a restart.
        </p>
        <Proof emergency={emergency} />
        {openPositions > 0 && !flatten ? <Flatten openPositions={openPositions} /> : null}
        <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-3">
          <Button onClick={() => setClearing(true)}>Clear the stop…</Button>
          <Button kind="primary" onClick={onClose}>
            {openPositions > 0 && !flatten ? "Hold with stops" : "Close"}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

type Emergency = NonNullable<ReturnType<typeof useEmergency>>;

function Proof({ emergency }: { readonly emergency: Emergency }) {
  const { entries, openPositions, flatten } = emergency;
  const { waiting = 0, resting = 0, sentSince = 0 } = entries ?? {};
  return (
    <ul aria-label="What holds">
      <Proved ok={sentSince === 0} words={`${count(sentSince, "entry", "entries")} sent after it`} />
      <Proved
        ok={resting === 0}
        words={
          resting === 0
            ? "No entry rests at an exchange"
            : `${count(resting, "entry is", "entries are")} being taken back at an exchange`
        }
      />
      <Proved ok={waiting === 0} words={`${count(waiting, "entry waits", "entries wait")} to be sent`} />
      <Proved ok={!flatten || openPositions === 0} words={positionWords(openPositions, flatten)} />
    </ul>
  );
}

const Proved = ({ ok, words }: { readonly ok: boolean; readonly words: string }) => (
  <CheckLine
    wide
    icon={ok ? Check : Hourglass}
    outcome={ok ? "passed" : "cut"}
    words={words}
    said={ok ? "holds" : "not yet"}
  />
);

function positionWords(open: number, flatten: boolean): string {
  if (open === 0) return "No position is open";
  const positions = count(open, "position is", "positions are");
  return flatten ? `${positions} being sold` : `${positions} open, held with their stops`;
}

const count = (number: number, one: string, many: string): string =>
  number === 1 ? `1 ${one}` : `${number === 0 ? "No" : number} ${number === 0 ? one : many}`;

/** Stage 2: asks once more on the spot, for it cannot be taken back. */
function Flatten({ openPositions }: { readonly openPositions: number }) {
  const trpc = useTRPC();
  const [isSure, setSure] = useState(false);
  const { mutate, isPending } = useMutation(
    trpc.emergency.stop.mutationOptions({
      onSuccess: () => tell("Everything is being sold at market."),
      onError: (error) => tellFault(sentenceOf(error)),
    }),
  );
  const positions = openPositions === 1 ? "the open position" : `all ${openPositions} open positions`;
  if (!isSure)
    return (
      <div className="flex flex-wrap items-center gap-2 rounded-control border border-line px-3 py-2">
        <span className="min-w-0 flex-1 basis-48 text-small text-text-2">
          Stops watch what is open. You may also sell it all now.
        </span>
        <Button onClick={() => setSure(true)}>Sell everything…</Button>
      </div>
    );
  return (
    <div
      className="flex flex-wrap items-center gap-2 rounded-control border border-line px-3 py-2"
      role="alert"
    >
      <span className="min-w-0 flex-1 basis-48 text-small">
        This sells {positions} at market, at whatever price there is. It cannot be taken back.
      </span>
      <Button onClick={() => setSure(false)}>Back</Button>
      <Button
        kind="danger"
        disabled={isPending}
        onClick={() => mutate({ runId: newRunId(), input: { open: "flatten" } })}
      >
        {isPending ? "Selling" : `Sell ${positions}`}
      </Button>
    </div>
  );
}
