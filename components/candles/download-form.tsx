"use client";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useWatch } from "react-hook-form";
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { timeframes } from "@/server/market/core/candle";
import { tellRefusal } from "../commands/tell-refusal";
import { useRunId } from "../commands/use-run-id";
import { useTRPC } from "../trpc/client";
import { refusalOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { ChoiceField } from "../ui/choice-field";
import { cn } from "../ui/cn";
import { Form, FormSaid } from "../ui/form";
import { InputField } from "../ui/form-fields";
import { PANEL_BODY, Panel } from "../ui/panel";
import { HINT } from "../ui/text";
import { tell } from "../ui/toasts";
import { useCheckedForm } from "../ui/use-checked-form";
import { type DownloadFields, type DownloadSent, downloadCheck } from "./download-check";

const BEGUN: DownloadFields = {
  exchange: "binance",
  symbol: "BTC/USDT",
  timeframe: "1h",
  from: "2024-01-01",
};
const SPECIAL: { readonly [exchange: string]: string } = {
  luno: "Luno gives candles to accounts with keys only.",
  kraken: "Kraken gives its newest 720 candles of a timeframe.",
  valr: "VALR's are candles of its mark price.",
};

/** Asks for candles of a market. The worker reads them, whether this page stays or not. */
export function DownloadForm() {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const form = useCheckedForm(downloadCheck, BEGUN);
  const exchange = useWatch({ control: form.control, name: "exchange" });
  const download = useMutation(
    trpc.candles.download.mutationOptions({
      onSuccess: () => {
        done();
        tell("Asked for. It stands in the list below.");
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellRefusal(form, error);
      },
    }),
  );
  return (
    <Panel title="Download candles">
      <Form
        form={form}
        onSend={(input: DownloadSent) => download.mutate({ runId: runIdFor(input), input })}
        className={cn(
          PANEL_BODY,
          "grid grid-cols-[repeat(auto-fit,minmax(min(100%,160px),1fr))] items-start gap-x-4 gap-y-3",
        )}
        aria-label="Download candles"
      >
        <ChoiceField<DownloadFields>
          name="exchange"
          label="Exchange"
          options={exchangeNames.map((value) => ({ value, label: exchangeLabel(value) }))}
        />
        <InputField<DownloadFields> name="symbol" label="Market" placeholder="BTC/USDT" autoComplete="off" />
        <ChoiceField<DownloadFields>
          name="timeframe"
          label="Timeframe"
          options={timeframes.map((value) => ({ value, label: value }))}
        />
        <InputField<DownloadFields> name="from" label="First day, UTC" type="date" />
        <div className="col-span-full flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line pt-3">
          <span className="min-w-0 flex-1">
            <FormSaid>
              <span className={HINT}>
                {SPECIAL[exchange] ?? "From that day up to now."} It goes on when this page is left.
              </span>
            </FormSaid>
          </span>
          <Button type="submit" kind="primary" disabled={download.isPending}>
            <Download size={14} aria-hidden="true" />
            {download.isPending ? "Asking" : "Download"}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
