"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useWatch } from "react-hook-form";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { PaperBook, WalletView } from "@/server/ledger/core/wallet-view";
import { useLive } from "../live/live-provider";
import { bookNames } from "../shared/book-names";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { ChoiceField } from "../ui/choice-field";
import { cn } from "../ui/cn";
import { Figure } from "../ui/figure";
import { Form, FormSaid } from "../ui/form";
import { NumberField } from "../ui/form-fields";
import { formatMoney } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Table } from "../ui/table";
import { useCheckedForm } from "../ui/use-checked-form";
import type { Move } from "./move-money-dialog";
import { type MoveDraft, moveCheck } from "./wallet-check";

// fetched when it is first opened
const MoveMoneyDialog = dynamic(
  () => import("./move-money-dialog").then(({ MoveMoneyDialog }) => MoveMoneyDialog),
  { ssr: false },
);

const DIRECTIONS = [
  { value: "deposit", label: "Put in" },
  { value: "withdrawal", label: "Take out" },
] as const;

/** The money of the paper book in use, at each exchange, and the form that moves it. */
export function WalletPanel({ mayMove }: { readonly mayMove: boolean }) {
  const trpc = useTRPC();
  const shown = useLive((state) => state.view?.book);
  const book: PaperBook = shown === "demo" ? "demo" : "paper";
  const { data } = useQuery(trpc.wallet.status.queryOptions(book === "paper" ? {} : { book }));
  if (!data) return <PanelLoading rows={6} label="Paper money" />;
  return (
    <div className="grid gap-2">
      <Panel title={`${bookNames[book]} money`} asOf="what bots are created with, by exchange">
        <Lines view={data} />
      </Panel>
      {mayMove ? <MoveMoney view={data} /> : null}
    </div>
  );
}

function Lines({ view }: { readonly view: WalletView }) {
  return (
    <ScrollBox label="Paper money, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Exchange</th>
            <th scope="col" className="r">
              In the pool
            </th>
            <th scope="col" className="r">
              With bots
            </th>
          </tr>
        </thead>
        <tbody>
          {view.lines.map(({ exchange, asset, pool, withBots }) => (
            <tr key={exchange}>
              <td>{exchangeLabel(exchange)}</td>
              <td className="r">
                <Figure full={`${pool} ${asset}`}>{formatMoney(pool, asset)}</Figure>
              </td>
              <td className="r text-text-2">
                <Figure full={`${withBots} ${asset}`}>{formatMoney(withBots, asset)}</Figure>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </ScrollBox>
  );
}

function MoveMoney({ view }: { readonly view: WalletView }) {
  const check = useMemo(() => moveCheck(view.book), [view.book]);
  const form = useCheckedForm(check, {
    exchange: view.lines[0]?.exchange ?? "luno",
    direction: "deposit",
    amount: "",
  });
  const [asked, setAsked] = useState<Move | null>(null);
  const exchange = useWatch({ control: form.control, name: "exchange" });
  const asset = view.lines.find((line) => line.exchange === exchange)?.asset;
  return (
    <Panel title="Put money in, or take it out" asOf="on paper: nothing moves at an exchange">
      <Form form={form} className={cn(PANEL_BODY, "grid max-w-[28rem] gap-3")} onSend={setAsked}>
        <ChoiceField<MoveDraft> name="direction" label="Direction" options={DIRECTIONS} />
        <ChoiceField<MoveDraft>
          name="exchange"
          label="Exchange"
          options={view.lines.map((line) => ({ value: line.exchange, label: exchangeLabel(line.exchange) }))}
        />
        <NumberField<MoveDraft>
          name="amount"
          label="Amount"
          unit={asset}
          hint="It is neither gain nor loss. A bot is created with money of its exchange’s pool."
        />
        <FormSaid />
        <div>
          <Button type="submit" kind="primary">
            Look at it…
          </Button>
        </div>
      </Form>
      {asked ? <MoveMoneyDialog move={asked} onClose={() => setAsked(null)} /> : null}
    </Panel>
  );
}
