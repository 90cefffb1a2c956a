"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useWatch } from "react-hook-form";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { PaperBook } from "@/server/ledger/core/wallet-view";
import type { BookWalletView } from "@/server/portfolio/core/book-wallet";
import { useLive } from "../live/live-provider";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { ChoiceField } from "../ui/choice-field";
import { cn } from "../ui/cn";
import { Form, FormSaid } from "../ui/form";
import { NumberField } from "../ui/form-fields";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelLoading } from "../ui/panel-state";
import { useCheckedForm } from "../ui/use-checked-form";
import { AssetsPanel } from "./assets-panel";
import { ExchangesPanel } from "./exchanges-panel";
import { FundingPanel } from "./funding-panel";
import type { Move } from "./move-money-dialog";
import { ProfitsPanel } from "./profits-panel";
import { ReturnsPanel } from "./returns-panel";
import { SummaryPanel } from "./summary-panel";
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

/** A book's money at each exchange against what it should be, and the form that moves paper money. */
export function WalletPanel({ mayMove }: { readonly mayMove: boolean }) {
  const trpc = useTRPC();
  const book = useLive((state) => state.view?.book);
  const { data } = useQuery(trpc.wallet.status.queryOptions(book ? { book } : {}));
  if (!data) return <PanelLoading rows={12} label="Wallet" />;
  const paper = data.book === "paper" || data.book === "demo" ? data.book : null;
  return (
    <div className="grid gap-2">
      <SummaryPanel wallet={data} />
      <ExchangesPanel wallet={data} />
      <FundingPanel />
      <AssetsPanel wallet={data} />
      <ReturnsPanel />
      <ProfitsPanel mayMove={mayMove} />
      {mayMove && paper ? <MoveMoney view={data} book={paper} /> : null}
    </div>
  );
}

type MoveProps = { readonly view: BookWalletView; readonly book: PaperBook };

function MoveMoney({ view, book }: MoveProps) {
  const check = useMemo(() => moveCheck(book), [book]);
  const form = useCheckedForm(check, {
    exchange: view.exchanges[0]?.exchange ?? "luno",
    direction: "deposit",
    amount: "",
  });
  const [asked, setAsked] = useState<Move | null>(null);
  const exchange = useWatch({ control: form.control, name: "exchange" });
  const asset = view.exchanges.find((line) => line.exchange === exchange)?.asset;
  return (
    <Panel title="Put money in, or take it out" asOf="on paper: nothing moves at an exchange">
      <Form form={form} className={cn(PANEL_BODY, "grid max-w-[28rem] gap-3")} onSend={setAsked}>
        <ChoiceField<MoveDraft> name="direction" label="Direction" options={DIRECTIONS} />
        <ChoiceField<MoveDraft>
          name="exchange"
          label="Exchange"
          options={view.exchanges.map((line) => ({
            value: line.exchange,
            label: exchangeLabel(line.exchange),
          }))}
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
