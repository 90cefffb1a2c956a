"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Ban, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { newRunId } from "../commands/new-run-id";
import { tellRefusal } from "../commands/tell-refusal";
import { useRunId } from "../commands/use-run-id";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { refusalOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { PANEL_BODY, Panel } from "../ui/panel";
import { tell } from "../ui/toasts";
import { useCheckedForm } from "../ui/use-checked-form";
import { type BlacklistFields, blacklistCheck } from "./risk-checks";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

type Props = { readonly mayAdd: boolean; readonly mayRemove: boolean };

/** Coins and markets that no bot enters. */
export function BlacklistPanel({ mayAdd, mayRemove }: Props) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { data } = useQuery(trpc.blacklist.list.queryOptions({}));
  const [removing, setRemoving] = useState<string | null>(null);
  const lines = data?.lines ?? [];
  return (
    <Panel title="Blacklist" asOf="no bot enters these; what is held of them is sold as ever">
      <div className={PANEL_BODY}>
        {lines.length === 0 ? (
          <p className="pb-3 text-small text-text-2">No coin and no market is blacklisted.</p>
        ) : (
          <ul className="flex flex-wrap gap-1.5 pb-3">
            {lines.map((line) => (
              <li
                key={line}
                className="inline-flex min-h-7 items-center gap-1 rounded-full border border-line-strong pr-1 pl-2.5 text-small"
              >
                {line}
                {mayRemove ? (
                  <Button
                    kind="ghost"
                    size="icon"
                    aria-label={`Take ${line} off the blacklist`}
                    onClick={() => setRemoving(line)}
                  >
                    <X size={13} aria-hidden="true" />
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
        {mayAdd ? <AddLine /> : null}
      </div>
      {removing ? (
        <AskDialog
          title="Take off the blacklist"
          description={`Bots may enter ${removing} again.`}
          done={`${removing} is off the blacklist.`}
          act="blacklist.remove"
          ask={() => client.blacklist.remove.mutate({ runId: newRunId(), input: { symbol: removing } })}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </Panel>
  );
}

function AddLine() {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const form = useCheckedForm(blacklistCheck, { symbol: "" });
  const add = useMutation(
    trpc.blacklist.add.mutationOptions({
      onSuccess: (_answer, { input }) => {
        done();
        form.reset();
        tell(`${input.symbol.trim().toUpperCase()} is blacklisted.`);
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellRefusal(form, error);
      },
    }),
  );
  return (
    <Form
      form={form}
      className="flex flex-wrap items-end gap-2"
      aria-label="Blacklist a coin or market"
      onSend={(input) => add.mutate({ runId: runIdFor(input), input })}
    >
      <div className="min-w-0 flex-1 basis-40">
        <InputField<BlacklistFields>
          label="Coin or market"
          name="symbol"
          autoComplete="off"
          placeholder="DOGE or DOGE/USDT"
        />
      </div>
      <Button type="submit" disabled={add.isPending}>
        <Ban size={14} aria-hidden="true" />
        {add.isPending ? "Adding" : "Blacklist"}
      </Button>
      <FormSaid />
    </Form>
  );
}
