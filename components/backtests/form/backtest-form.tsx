"use client";
import { useMutation } from "@tanstack/react-query";
import { Play, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useRunId } from "../../commands/use-run-id";
import { useTRPC } from "../../trpc/client";
import { refusalOf, sentenceOf } from "../../trpc/sentence-of";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { cn } from "../../ui/cn";
import { Said } from "../../ui/field";
import { Form } from "../../ui/form";
import { formatCount } from "../../ui/format-number";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { Segmented } from "../../ui/segmented";
import { HINT } from "../../ui/text";
import { KINDS } from "../shared/words";
import { BotChoice } from "./bot-choice";
import type { Around, Draft } from "./draft";
import { ExitFields, MoneyFields } from "./exit-fields";
import { type Faults, findFaults } from "./find-faults";
import { type FieldsProps, fieldsOf } from "./form-props";
import { MarketFields } from "./market-fields";
import { countSets, requestOfDraft } from "./request-of-draft";
import { SearchFields } from "./search-fields";
import { StrategyFields } from "./strategy-fields";

type FormProps = {
  readonly begun: Draft;
  readonly around: Around;
  /** the earlier backtest the form was filled from, in words; null for none */
  readonly source: string | null;
  readonly onClose: (() => void) | null;
};

const KIND_OPTIONS = (["run", "sweep", "walk-forward"] as const).map((value) => ({
  value,
  label: KINDS[value],
}));
const PURPOSE = {
  run: "One set of parameters over one period.",
  sweep: "Many sets over one period, and how the result changes around the best.",
  "walk-forward":
    "Fits on one stretch and judges on the next, window after window: nothing it shows was fitted.",
} as const;

/** Asks for a backtest. What is wrong stands at its field; the worker runs it, whether this page stays or not. */
export function BacktestForm({ begun, around, source, onClose }: FormProps) {
  const [draft, setDraft] = useState(begun);
  const { form, faults, clear, refused, pending, send } = useSend(draft, around);
  const onChange = (part: Partial<Draft>) => {
    clear();
    setDraft((known) => ({ ...known, ...part }));
  };
  const fields = { draft, around, faults, onChange };
  return (
    <Panel
      title="New backtest"
      asOf={<span className="max-tablet:hidden">{PURPOSE[draft.kind]}</span>}
      actions={
        <>
          <BotChoice />
          {source ? <Chip className="max-tablet:hidden">from {source}</Chip> : null}
          <Segmented
            label="Kind"
            options={KIND_OPTIONS}
            value={draft.kind}
            onChange={(kind) => onChange({ kind })}
          />
          {onClose ? (
            <Button size="icon" aria-label="Close the form" onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </Button>
          ) : null}
        </>
      }
    >
      <Form ref={form} className={cn(PANEL_BODY, "bt-form")} onSend={send} aria-label="New backtest">
        <MarketFields {...fields} />
        <StrategyFields {...fields} />
        <MoneyFields {...fields} />
        <ExitFields {...fields} />
        {draft.kind === "run" ? null : <SearchFields {...fields} />}
        <div className="bt-form-foot">
          <span className="min-w-0 flex-1">
            {refused ? <Said>{refused}</Said> : <Extent draft={draft} around={around} />}
          </span>
          <Button type="submit" kind="primary" disabled={pending}>
            <Play size={14} aria-hidden="true" />
            {pending ? "Asking" : `Start ${KINDS[draft.kind].toLowerCase()}`}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

/** Judges the form, sends it, and goes to the backtest it became. */
function useSend(draft: Draft, around: Around) {
  const trpc = useTRPC();
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const { runIdFor, done } = useRunId();
  const [faults, setFaults] = useState<Faults>({});
  const [judging, setJudging] = useState(false);
  useEffect(() => {
    if (Object.keys(faults).length === 0) return;
    // the first wrong field takes the focus
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);
  const run = useMutation(
    trpc.backtest.run.mutationOptions({
      onSuccess: (result) => {
        done();
        if (result.status === "done") router.push(`/backtests/${result.answer.id}`);
      },
      onError: (error) => {
        if (refusalOf(error)) done();
      },
    }),
  );
  const send = async () => {
    if (judging || run.isPending) return;
    setJudging(true);
    const fields = fieldsOf(draft, around);
    const input = requestOfDraft(draft, fields, around);
    const found = await findFaults(input, draft, fields);
    setJudging(false);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    run.mutate({ runId: runIdFor(input), input });
  };
  const clear = () => {
    setFaults({});
    run.reset();
  };
  const refused = run.error ? sentenceOf(run.error) : (faults[""] ?? faults.ranges ?? null);
  return { form, faults, clear, refused, pending: judging || run.isPending || run.isSuccess, send };
}

/** How much work a search would be. */
function Extent({ draft, around }: Pick<FieldsProps, "draft" | "around">) {
  if (draft.kind === "run") return <span className={HINT}>It goes on when this page is left.</span>;
  const possible = countSets(draft, fieldsOf(draft, around));
  if (possible === null)
    return <span className={HINT}>Complete the ranges to see how many sets there are.</span>;
  return (
    <span className={HINT}>
      The ranges make {formatCount(possible)} {possible === 1 ? "set" : "sets"}
      {draft.method === "grid" ? "." : `, of which up to ${draft.sets || "0"} are tried.`} It goes on when
      this page is left.
    </span>
  );
}
