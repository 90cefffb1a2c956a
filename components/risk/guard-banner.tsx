"use client";
import { Lock, OctagonX } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { Book } from "@/server/kernel/book";
import { newRunId } from "../commands/new-run-id";
import { useLive } from "../live/live-provider";
import { useGuardInForce } from "../live/use-guard-in-force";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { Moment } from "../ui/moment";
import { StateBar } from "../ui/state-bar";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

/** Which guard keeps the book from entering trades, on every page, with the way out where there is one. */
export function GuardBanner() {
  const book = useLive((state) => state.view?.book ?? null);
  const [clearing, setClearing] = useState(false);
  const guard = useGuardInForce();
  return (
    <div aria-live="polite">
      {guard && book ? (
        <StateBar banner age="stale">
          {guard.kind === "halted" ? (
            <OctagonX size={14} aria-hidden="true" />
          ) : (
            <Lock size={14} aria-hidden="true" />
          )}
          <span className="flex-1">
            {guard.kind === "halted" ? (
              <>The {book} book is halted until you clear it. </>
            ) : (
              <>
                No entries on the {book} book until <Moment iso={guard.until} format="dayClock" />.{" "}
              </>
            )}
            {guard.reason}. Stops and exits go on.
          </span>
          {guard.kind === "halted" ? (
            <Button size="small" onClick={() => setClearing(true)}>
              Clear halt…
            </Button>
          ) : null}
        </StateBar>
      ) : null}
      {clearing && book ? <ClearHalt book={book} onClose={() => setClearing(false)} /> : null}
    </div>
  );
}

type ClearHaltProps = { readonly book: Book; readonly onClose: () => void };

function ClearHalt({ book, onClose }: ClearHaltProps) {
  const client = useTRPCClient();
  return (
    <AskDialog
      title={`Clear the halt of the ${book} book`}
      description="Its bots may enter again at the next candle; the fall from the peak is counted anew."
      done="The halt is cleared."
      act="risk.clearHalt"
      ask={() => client.risk.clearHalt.mutate({ runId: newRunId(), input: { book } })}
      onClose={onClose}
    />
  );
}
