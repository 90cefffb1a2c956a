"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, CircleSlash, HelpCircle, Scissors } from "lucide-react";
import type { WhatIfView } from "@/server/limits/ask-what-if";
import { tellRefusal } from "../commands/tell-refusal";
import { reasonWords } from "../shared/reason-words";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { CHECKS, CheckLine } from "../ui/check-line";
import { ChoiceField } from "../ui/choice-field";
import { Form, FormSaid } from "../ui/form";
import { NumberField } from "../ui/form-fields";
import { formatAmount, formatMoney, formatPrice } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty } from "../ui/panel-state";
import { useCheckedForm } from "../ui/use-checked-form";
import { type WhatIfFields, whatIfCheck } from "./risk-checks";

const ICONS = { passed: Check, failed: CircleSlash, cut: Scissors } as const;

/** Which rule would bind, were a bot to enter now. */
export function WhatIfPanel() {
  const trpc = useTRPC();
  const { data: bots = [] } = useQuery(trpc.bots.list.queryOptions({}));
  const first = bots[0];
  return (
    <Panel title="What if" asOf="the rules of the cycle, asked without an order">
      {first ? (
        <Question bots={bots.map(({ botId, name }) => ({ value: botId, label: name }))} first={first.botId} />
      ) : (
        <PanelEmpty icon={HelpCircle} title="No bot to ask for">
          With a bot, this says what every rule would answer to an entry of it now.
        </PanelEmpty>
      )}
    </Panel>
  );
}

type QuestionProps = {
  readonly bots: readonly { readonly value: string; readonly label: string }[];
  readonly first: string;
};

function Question({ bots, first }: QuestionProps) {
  const client = useTRPCClient();
  const form = useCheckedForm(whatIfCheck, { bot: first, spend: "" });
  // asked for by hand: an answer is of its moment
  const ask = useMutation({
    mutationFn: (input: { bot: string; spend?: string }) => client.risk.whatIf.query(input),
    onError: (error) => tellRefusal(form, error),
  });
  return (
    <div className={PANEL_BODY}>
      <Form
        form={form}
        className="flex flex-wrap items-end gap-2"
        aria-label="What if"
        onSend={(input) => ask.mutate(input)}
      >
        <div className="min-w-0 flex-1 basis-40">
          <ChoiceField<WhatIfFields> label="If this bot entered now" name="bot" options={bots} />
        </div>
        <div className="min-w-0 flex-1 basis-32">
          <NumberField<WhatIfFields>
            label="Spending, if you like"
            name="spend"
            placeholder="as its risk mode"
          />
        </div>
        <Button type="submit" kind="primary" disabled={ask.isPending}>
          {ask.isPending ? "Asking" : "Ask the rules"}
        </Button>
        <FormSaid />
      </Form>
      {ask.data ? <Answer answer={ask.data} /> : null}
    </div>
  );
}

function Answer({ answer }: { readonly answer: WhatIfView }) {
  const { botName, outcome, reasonCode, allowed, wanted, base, quote, price, symbol, binding, checks } =
    answer;
  const binds = checks.find(({ rule }) => rule === binding);
  return (
    <div className="mt-3 grid gap-2 border-t border-line pt-3" role="status">
      <p>
        {outcome === "enter" ? (
          <>
            <b className="font-semibold">{botName} would buy</b> {formatAmount(allowed.amount)} {base} for
            about {formatMoney(allowed.spend, quote)}
          </>
        ) : (
          <>
            <b className="font-semibold">{botName} would not enter</b>:{" "}
            {reasonWords(reasonCode ?? "").toLowerCase()}
          </>
        )}
        <span className="text-text-3">
          {" "}
          · it wants {formatMoney(wanted.spend, quote)} at {formatPrice(price)} {symbol}
        </span>
      </p>
      <p className="text-small text-text-2">
        {binds ? `What binds: ${binds.words}, ${binds.value}.` : "Every rule lets it pass whole."}
      </p>
      <ul className={CHECKS} aria-label="Every rule">
        {checks.map(({ rule, words, value, outcome: said }) => (
          <CheckLine key={rule} icon={ICONS[said]} outcome={said} words={words} said={said} value={value} />
        ))}
      </ul>
    </div>
  );
}
