"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Wrench } from "lucide-react";
import type { HealsView, HealView } from "@/server/health/healing/core/heal-view";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Chip } from "../ui/chip";
import { formatCount } from "../ui/format-number";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { tell, tellFault } from "../ui/toasts";

const READ_AGAIN_MS = 15_000;

/** What broke, what was tried by itself, what came of it and how long it took; what is broken now stands first. */
export function HealsPanel({ mayTry }: { readonly mayTry: boolean }) {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.health.heals.queryOptions({}), refetchInterval: READ_AGAIN_MS });
  if (!data)
    return (
      <Panel className="mt-2" title="Self-healing" asOf="loading">
        <PanelLoading rows={4} label="Self-healing" />
      </Panel>
    );
  return (
    <Panel
      className="mt-2"
      title="Self-healing"
      age={data.open > 0 ? "stale" : "fresh"}
      asOf={data.open > 0 ? `${formatCount(data.open)} broken now` : "nothing is broken"}
      actions={mayTry && data.open > 0 ? <TryButton /> : null}
    >
      {data.heals.length === 0 ? (
        <PanelEmpty icon={Wrench} title="Nothing has broken yet">
          What breaks, what is tried and what comes of it stands here.
        </PanelEmpty>
      ) : (
        <HealsTable heals={data.heals} />
      )}
      <p className="px-3 py-2 text-small text-text-3">{data.policy}</p>
    </Panel>
  );
}

function TryButton() {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const heal = useMutation(
    trpc.health.heal.mutationOptions({
      onSuccess: () => {
        done();
        tell("It is tried now.");
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
      disabled={heal.isPending}
      onClick={() => heal.mutate({ runId: runIdFor(input), input })}
    >
      <Wrench size={12} aria-hidden="true" />
      {heal.isPending ? "Asking" : "Try now"}
    </Button>
  );
}

function HealsTable({ heals }: { readonly heals: HealsView["heals"] }) {
  return (
    <ScrollBox label="Self-healing, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">What was found</th>
            <th scope="col">State</th>
            <th scope="col" className="max-tablet:hidden">
              What was tried
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Found
            </th>
            <th scope="col" className="r max-tablet:hidden">
              Lasted
            </th>
          </tr>
        </thead>
        <tbody>
          {heals.map((heal) => (
            <HealRow key={heal.healId} heal={heal} />
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function HealRow({ heal }: { readonly heal: HealView }) {
  const isOpen = heal.outcome === null;
  const Icon = isOpen ? CircleAlert : CircleCheck;
  return (
    <tr data-heal={heal.part} data-open={isOpen || undefined}>
      <td className="min-w-56 py-1.5! align-top whitespace-normal! max-tablet:min-w-[58vw]">
        <span className="font-medium">{nameOf(heal)}</span>
        <span className="block text-small text-text-2">{heal.words}</span>
        {isOpen ? <span className="mt-1 block text-small text-text-3">{heal.todo}</span> : null}
        <span className="tablet:hidden mt-1 block text-micro text-text-3">
          <Moment iso={heal.foundWallAt} format="dayClock" /> · lasted {formatAge(heal.lastedMs)} ·{" "}
          {triedWords(heal)}
        </span>
      </td>
      <td className="py-1.5! align-top">
        <Chip tone={isOpen ? "warn" : undefined}>
          <Icon size={11} aria-hidden="true" />
          {STATES[heal.outcome ?? "open"]}
        </Chip>
        {heal.toldWallAt === null ? null : (
          <span className="block pt-0.5 text-micro text-text-3">you were told</span>
        )}
      </td>
      <td className="min-w-56 py-1.5! align-top whitespace-normal! text-text-2 max-tablet:hidden">
        <Tries heal={heal} />
      </td>
      <td className="r py-1.5! align-top text-text-3 max-tablet:hidden">
        <Moment iso={heal.foundWallAt} format="dayClock" />
      </td>
      <td className="r py-1.5! align-top max-tablet:hidden">{formatAge(heal.lastedMs)}</td>
    </tr>
  );
}

function Tries({ heal }: { readonly heal: HealView }) {
  if (heal.tries.length === 0) return <>{triedWords(heal)}</>;
  return (
    <ol className="grid gap-0.5">
      {heal.tries.map((one) => (
        <li key={one.wallAt}>
          {one.label}: {one.said}{" "}
          <span className="text-text-3">
            ({one.ok ? "done" : "failed"} in {formatCount(one.durationMs)} ms)
          </span>
        </li>
      ))}
    </ol>
  );
}

const STATES = { open: "broken", healed: "mended", gone: "went by itself" } as const;

const nameOf = ({ part, subject }: HealView): string =>
  subject === "" ? capital(part) : `${capital(part)} · ${subject}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function triedWords({ tries, outcome }: HealView): string {
  if (tries.length === 0) return outcome === null ? "nothing can be tried" : "nothing was tried";
  return tries.length === 1
    ? `1 try: ${tries[0]?.label}`
    : `${tries.length} tries, last: ${tries.at(-1)?.label}`;
}
