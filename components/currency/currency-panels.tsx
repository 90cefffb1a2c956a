"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Coins } from "lucide-react";
import type { DisplayView, RateView } from "@/server/portfolio/core/display-view";
import type { DisplayCurrency } from "@/server/settings/core/settings";
import { useRunId } from "../commands/use-run-id";
import { AsOf } from "../live/as-of";
import { useDisplay, useRateWords } from "../live/in-display";
import { useLive } from "../live/live-provider";
import { bookNames } from "../shared/book-names";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Figure } from "../ui/figure";
import { formatMoney, formatReading, UNKNOWN } from "../ui/format-number";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelEmpty, PanelLoading } from "../ui/panel-state";
import { ScrollBox } from "../ui/scroll-box";
import { Segmented } from "../ui/segmented";
import { Table } from "../ui/table";
import { tell, tellFault } from "../ui/toasts";

type Props = { readonly mayChange: boolean };

/** What all figures are shown in besides their own currency, and the rates that takes. */
export function CurrencyPanels({ mayChange }: Props) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.currency.show.queryOptions({}));
  const live = useDisplay();
  if (!data) return <PanelLoading rows={6} label="Display currency" />;
  const { currency, choices, shown } = data;
  const display = live ?? shown?.display ?? null;
  return (
    <div className="grid gap-2">
      <Panel title="Display currency" asOf={mayChange ? "takes effect at once" : "the owner chooses it"}>
        <div className={PANEL_BODY}>
          <p className="mb-2 max-w-[80ch] text-small text-text-2">
            Totals, bots and positions are shown in this currency beside their own. It changes no order, no
            stake and no record: every amount stays in the currency it is held in.
          </p>
          {mayChange ? (
            <Choices chosen={currency} choices={choices} />
          ) : (
            <b className="font-medium">{currency}</b>
          )}
        </div>
      </Panel>
      <Rates display={display?.currency === currency ? display : null} currency={currency} />
    </div>
  );
}

type ChoicesProps = { readonly chosen: DisplayCurrency; readonly choices: readonly DisplayCurrency[] };

function Choices({ chosen, choices }: ChoicesProps) {
  const trpc = useTRPC();
  const { runIdFor, done } = useRunId();
  const set = useMutation(
    trpc.currency.set.mutationOptions({
      onSuccess: (_answer, { input }) => {
        done();
        tell(`Figures are shown in ${input.currency} from now on.`);
      },
      onError: (error) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const shown = set.isPending ? set.variables.input.currency : chosen;
  return (
    <Segmented
      label="Display currency"
      options={choices.map((value) => ({ value, label: value }))}
      value={shown}
      onChange={(currency) => set.mutate({ runId: runIdFor({ currency }), input: { currency } })}
    />
  );
}

function Rates({ display, currency }: { readonly display: DisplayView | null; readonly currency: string }) {
  const book = useLive((state) => state.view?.book ?? null);
  return (
    <Panel
      title={book ? `${bookNames[book]} book in ${currency}` : `All in ${currency}`}
      asOf={
        <>
          middle of best bid and ask, directly or over one or two currencies · <AsOf />
        </>
      }
    >
      {display ? (
        <RatesTable display={display} />
      ) : (
        <PanelEmpty icon={Coins} title="No rates yet">
          The worker publishes them about once a second while it runs: Health says how it is.
        </PanelEmpty>
      )}
    </Panel>
  );
}

function RatesTable({ display }: { readonly display: DisplayView }) {
  const { currency, equity, known, parts } = display;
  const missing = parts.filter(({ worth }) => worth === null).map((part) => part.currency);
  return (
    <ScrollBox label="Rates, table">
      <Table>
        <thead>
          <tr>
            <th scope="col">Held in</th>
            <th scope="col" className="r max-tablet:hidden">
              Equity
            </th>
            <th scope="col" className="r">
              Rate
            </th>
            <th scope="col" className="r">
              In {currency}
            </th>
            <th scope="col">Where it is from</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <RateRow key={part.currency} part={part} display={currency} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>All of it</td>
            <td className="max-tablet:hidden" />
            <td />
            <td className="r">{equity === null ? "n/a" : <Worth amount={equity} currency={currency} />}</td>
            <td className="whitespace-normal">
              {equity === null
                ? `Without ${missing.join(" and ")} it is ${formatMoney(known, currency)}.`
                : "Each part is rounded once; they add up to the last digit."}
            </td>
          </tr>
        </tfoot>
      </Table>
    </ScrollBox>
  );
}

const Worth = ({ amount, currency }: { readonly amount: string; readonly currency: string }) => (
  <Figure full={`${amount} ${currency}`}>{formatMoney(amount, currency)}</Figure>
);

function RateRow({ part, display }: { readonly part: RateView; readonly display: string }) {
  const wordsOf = useRateWords();
  const { currency, equity, rate, worth, missing } = part;
  return (
    <tr>
      <td>{currency}</td>
      <td className="r max-tablet:hidden">
        {equity === null ? UNKNOWN : <Worth amount={equity} currency={currency} />}
      </td>
      <td className="r">{rate === null ? "n/a" : <Figure full={rate}>{formatReading(rate)}</Figure>}</td>
      <td className="r">{worth === null ? "n/a" : <Worth amount={worth} currency={display} />}</td>
      <td
        className={
          missing === null
            ? "min-w-[18rem] whitespace-normal text-text-3"
            : "min-w-[18rem] whitespace-normal text-warn"
        }
      >
        {wordsOf(part)}
      </td>
    </tr>
  );
}
