"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { venueLabel } from "@/server/exchange/core/venue-name";
import type { AccountLineView, WaitingAccount } from "@/server/execution/core/account-view";
import { newRunId } from "../commands/new-run-id";
import { bookNames } from "../shared/book-names";
import { useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { formatAmount } from "../ui/format-number";
import { StateBar } from "../ui/state-bar";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

type BarProps = {
  readonly waiting: WaitingAccount;
  /** those of the account */
  readonly lines: readonly AccountLineView[];
};

/** An account in which something waits for the owner, and the act that lets entries there go on. */
export function WaitingBar({ waiting, lines }: BarProps) {
  const client = useTRPCClient();
  const [asking, setAsking] = useState(false);
  const { book, venue } = waiting;
  const { words, button, title, done } = wordsOf(waiting, lines);
  return (
    <>
      <StateBar age="stale">
        <span className="flex-1">{words}</span>
        <Button size="small" onClick={() => setAsking(true)}>
          {button}
        </Button>
      </StateBar>
      {asking ? (
        <AskDialog
          title={title}
          description="What came in or went out becomes a deposit or a withdrawal of the pool, neither gain nor loss."
          done={done}
          act="reconciliation.acknowledge"
          ask={() => client.reconciliation.acknowledge.mutate({ runId: newRunId(), input: { book, venue } })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

const ASSETS_TOLD = 4;

function wordsOf({ book, venue, isNew }: WaitingAccount, lines: readonly AccountLineView[]) {
  const at = `${venueLabel(venue)} (${bookNames[book].toLowerCase()})`;
  const held = lines.filter(({ difference }) => difference !== "0");
  const some = held.slice(0, ASSETS_TOLD).map(({ asset, theirs }) => `${formatAmount(theirs)} ${asset}`);
  const rest = held.length > ASSETS_TOLD ? [`${held.length - ASSETS_TOLD} more`] : [];
  return isNew
    ? {
        words: `${at} holds ${[...some, ...rest].join(", ")}, which the books do not have yet. Take it over, and bots may be given capital of it.`,
        button: "Take it over…",
        title: `Take over what ${at} holds`,
        done: "It is taken over: bots may be given capital of it.",
      }
    : {
        words: `Something was done at ${at} past this system. Entries in what it touches wait until you acknowledge it; stops and exits go on.`,
        button: "It was me…",
        title: `Acknowledge what was done at ${at}`,
        done: "It is acknowledged: entries go on.",
      };
}
