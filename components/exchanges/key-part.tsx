"use client";
import { useMutation } from "@tanstack/react-query";
import { FlaskConical, RefreshCw, RotateCw, Trash2 } from "lucide-react";
import type { ExchangeView, KeyView } from "@/server/vault/core/key-view";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Facts } from "../ui/facts";
import { Said, Told } from "../ui/field";
import { Moment } from "../ui/moment";
import { tellFault } from "../ui/toasts";
import { KeyState } from "./key-state";
import { rightWords, siteNames } from "./key-words";
import type { Opened } from "./opened";
import { OrderTestPart } from "./order-test-part";

type KeyPartProps = {
  readonly exchange: ExchangeView;
  readonly shown: KeyView;
  readonly onOpen: (opened: Opened) => void;
};

/** A key: how it stands, what it may do, and what can be done with it. */
export function KeyPart({ exchange, shown, onOpen }: KeyPartProps) {
  const { label, lastFour, site, fault, hints } = shown;
  const name = label === "" ? siteNames[site] : label;
  return (
    <section className="grid gap-2 pb-3" aria-label={`${exchange.label}: ${name}`} data-key={site}>
      <div className="flex flex-wrap items-center gap-2">
        <b className="min-w-0 font-medium wrap-anywhere">{name}</b>
        <span className="text-small text-text-3">…{lastFour}</span>
        <span className="flex-1" />
        <KeyState shown={shown} />
      </div>
      {fault ? shown.status === "invalid" ? <Said>{fault}</Said> : <Told>{fault}</Told> : null}
      <Facts facts={factsOf(shown)} />
      {hints.length > 0 ? (
        <ul className="grid list-disc gap-1 pl-4 text-small text-text-2">
          {hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      ) : null}
      <OrderTestPart exchange={exchange.exchange} site={site} />
      <Acts exchange={exchange} shown={shown} onOpen={onOpen} />
    </section>
  );
}

function factsOf(shown: KeyView): Parameters<typeof Facts>[0]["facts"] {
  const { site, label, addresses, boundToAddresses, testedAt, expiresAt } = shown;
  const account = label === "" ? [] : ([["For", siteNames[site]]] as const);
  if (testedAt === null) return [...account, ["Tested", "not yet"]];
  const bound = boundToAddresses === null ? "not told" : addresses.length > 0 ? addresses.join(", ") : "any";
  const rights = [
    `read ${rightWords(shown.mayRead)}`,
    `trade ${rightWords(shown.mayTrade)}`,
    `withdraw ${rightWords(shown.mayWithdraw)}`,
  ];
  return [
    ...account,
    ["Rights", rights.join(" · ")],
    ["From", bound],
    ["Ends", expiresAt === null ? "no date told" : <Moment key="ends" iso={expiresAt} format="dayClock" />],
    ["Tested", <Moment key="tested" iso={testedAt} format="dayClock" />],
  ];
}

function Acts({ exchange, shown, onOpen }: KeyPartProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const test = useMutation(
    trpc.exchange.test.mutationOptions({
      onSuccess: done,
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const input = { exchange: exchange.exchange, site: shown.site };
  const waits = test.isPending || shown.testAskedAt !== null;
  const of = <span className="sr-only">the key for {exchange.label}</span>;
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button size="small" disabled={waits} onClick={() => test.mutate({ runId: runIdFor(input), input })}>
        <RefreshCw size={12} aria-hidden="true" />
        {waits ? "Testing" : "Test"} {of}
      </Button>
      {shown.status === "valid" || shown.status === "expiring" ? (
        <Button size="small" onClick={() => onOpen({ kind: "order-test", exchange, of: shown })}>
          <FlaskConical size={12} aria-hidden="true" />
          Order test… {of}
        </Button>
      ) : null}
      <Button size="small" onClick={() => onOpen({ kind: "key", exchange, replaces: shown })}>
        <RotateCw size={12} aria-hidden="true" />
        Replace… {of}
      </Button>
      <Button size="small" onClick={() => onOpen({ kind: "remove", exchange, removes: shown })}>
        <Trash2 size={12} aria-hidden="true" />
        Remove… {of}
      </Button>
    </div>
  );
}
