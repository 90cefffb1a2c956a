"use client";
import { useMutation } from "@tanstack/react-query";
import { Play, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useWatch } from "react-hook-form";
import type { BacktestInput } from "@/server/backtest/core/backtest-request";
import { tellRefusal } from "../../commands/tell-refusal";
import { useRunId } from "../../commands/use-run-id";
import { useTRPC } from "../../trpc/client";
import { refusalOf } from "../../trpc/sentence-of";
import { Button } from "../../ui/button";
import { Chip } from "../../ui/chip";
import { cn } from "../../ui/cn";
import { Form, FormSaid } from "../../ui/form";
import { formatCount } from "../../ui/format-number";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { Segmented } from "../../ui/segmented";
import { HINT } from "../../ui/text";
import { useCheckedForm } from "../../ui/use-checked-form";
import { KINDS } from "../shared/words";
import { AroundForm, fieldsOf, useDraft } from "./around-form";
import { backtestCheck, fieldOf } from "./backtest-check";
import { BotChoice } from "./bot-choice";
import type { Around, Draft } from "./draft";
import { ExitFields, MoneyFields } from "./exit-fields";
import { MarketFields } from "./market-fields";
import { countSets } from "./request-of-draft";
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
  const { form, send, asking } = useSend(begun, around);
  const kind = useWatch({ control: form.control, name: "kind" });
  const choose = (chosen: Draft["kind"]) => {
    form.clearErrors();
    form.setValue("kind", chosen);
  };
  return (
    <Panel
      title="New backtest"
      asOf={<span className="max-tablet:hidden">{PURPOSE[kind]}</span>}
      actions={
        <>
          <BotChoice />
          {source ? <Chip className="max-tablet:hidden">from {source}</Chip> : null}
          <Segmented label="Kind" options={KIND_OPTIONS} value={kind} onChange={choose} />
          {onClose ? (
            <Button size="icon" aria-label="Close the form" onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </Button>
          ) : null}
        </>
      }
    >
      <AroundForm value={around}>
        <Form form={form} onSend={send} className={cn(PANEL_BODY, GRID)} aria-label="New backtest">
          <MarketFields />
          <StrategyFields />
          <MoneyFields />
          <ExitFields />
          {kind === "run" ? null : <SearchFields />}
          <div className="col-span-full flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line pt-3">
            <span className="min-w-0 flex-1">
              <FormSaid>
                <Extent />
              </FormSaid>
            </span>
            <Button type="submit" kind="primary" disabled={asking}>
              <Play size={14} aria-hidden="true" />
              {asking ? "Asking" : `Start ${KINDS[kind].toLowerCase()}`}
            </Button>
          </div>
        </Form>
      </AroundForm>
    </Panel>
  );
}

const GRID = "grid grid-cols-[repeat(auto-fit,minmax(min(100%,264px),1fr))] items-start gap-x-6 gap-y-3.5";

/** Sends the form once nothing is wrong with it, and goes to the backtest it became. */
function useSend(begun: Draft, around: Around) {
  const trpc = useTRPC();
  const router = useRouter();
  const { runIdFor, done } = useRunId();
  const check = useMemo(() => backtestCheck(around), [around]);
  const form = useCheckedForm(check, begun);
  const run = useMutation(
    trpc.backtest.run.mutationOptions({
      onSuccess: (result) => {
        done();
        if (result.status === "done") router.push(`/backtests/${result.answer.id}`);
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellRefusal(form, error, fieldOf);
      },
    }),
  );
  return {
    form,
    send: (input: BacktestInput) => run.mutate({ runId: runIdFor(input), input }),
    asking: form.formState.isSubmitting || run.isPending || run.isSuccess,
  };
}

/** How much work a search would be. */
function Extent() {
  const { draft, around } = useDraft();
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
