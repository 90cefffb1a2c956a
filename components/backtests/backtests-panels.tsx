"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useTRPC } from "../trpc/client";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Said } from "../ui/field";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelBoundary } from "../ui/panel-boundary";
import { PanelLoading } from "../ui/panel-state";
import { useHydrated } from "../ui/use-hydrated";
import { newDraft } from "./form/draft";
import { draftOfBot, draftOfRequest } from "./form/draft-of-request";
import { BacktestsPanel } from "./list/backtests-panel";
import { formAddress } from "./shared/backtests-address";
import { useBacktests } from "./shared/use-backtests";

const CHOICES_FRESH_MS = 300_000;
/** Days of the period are those of the exchanges, of daily candles, and of the table of months. */
const PERIOD_ZONE = "UTC";

// fetched when it is first shown: the list need not wait for what forms are made of
const BacktestForm = dynamic(() => import("./form/backtest-form").then(({ BacktestForm }) => BacktestForm), {
  ssr: false,
  loading: () => <FormLoading />,
});

/** All backtests, and the form of a new one: open where asked for by the address, or where there is none yet. */
export function BacktestsPanels() {
  const [{ new: isNew, bot, again, set }, change] = useQueryStates(formAddress);
  const { backtests } = useBacktests();
  const none = backtests?.length === 0;
  const asked = isNew !== null || bot !== null || again !== null;
  const close = () => void change({ new: null, bot: null, again: null, set: null });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {asked || none ? (
        <PanelBoundary name="New backtest">
          <FilledForm key={[bot, again, set].join()} onClose={none ? null : close} />
        </PanelBoundary>
      ) : null}
      <PanelBoundary name="Backtests">
        <BacktestsPanel onNew={asked || none ? null : () => void change({ new: true })} />
      </PanelBoundary>
    </div>
  );
}

type FilledFormProps = { readonly onClose: (() => void) | null };

/** The form, once what it offers and what it begins with are known. */
function FilledForm({ onClose }: FilledFormProps) {
  const hydrated = useHydrated();
  const { filled, waiting, lost } = useFilled();
  if (!hydrated || !filled || waiting) return <FormLoading />;
  if (filled.around.choices.markets.length === 0) return <NoMarkets />;
  return (
    <>
      {lost ? <Said>{lost} in the address could not be read: the form begins empty.</Said> : null}
      <BacktestForm {...filled} onClose={onClose} />
    </>
  );
}

/** What the address says the form begins with: a bot, an earlier backtest, one set of a sweep, or nothing. */
function useFilled() {
  const trpc = useTRPC();
  const [{ bot: botId, again, set: rank }] = useQueryStates(formAddress);
  const { data: known } = useQuery({ ...trpc.backtest.choices.queryOptions(), staleTime: CHOICES_FRESH_MS });
  const bot = useQuery({
    ...trpc.bots.show.queryOptions({ bot: botId ?? "" }),
    enabled: botId !== null,
    throwOnError: false,
  });
  const earlier = useQuery({
    ...trpc.backtest.show.queryOptions({ backtestId: again ?? "" }),
    enabled: again !== null,
    throwOnError: false,
  });
  const filled = useMemo(() => {
    if (!known) return null;
    const around = { choices: known.choices, marketNow: Date.parse(known.marketAt), zone: PERIOD_ZONE };
    if (bot.data) return { around, begun: draftOfBot(bot.data, around), source: null };
    if (!earlier.data) return { around, begun: newDraft(around), source: null };
    const set = earlier.data.report?.sweep?.rows.find((row) => row.rank === rank);
    const begun = draftOfRequest(earlier.data.request, around, set?.params);
    return { around, begun, source: set ? `set ${set.rank} of a sweep` : "an earlier backtest" };
  }, [known, bot.data, earlier.data, rank]);
  return {
    filled,
    waiting: (botId !== null && bot.isPending) || (again !== null && earlier.isPending),
    lost: bot.isError ? "The bot" : earlier.isError ? "The earlier backtest" : null,
  };
}

function FormLoading() {
  return (
    <Panel title="New backtest" asOf="loading">
      <PanelLoading rows={6} label="New backtest" />
    </Panel>
  );
}

function NoMarkets() {
  return (
    <Panel title="New backtest">
      <div className={cn(PANEL_BODY, "grid justify-items-start gap-2")}>
        <Said>No market is in use yet. Wait until the ribbon names one, then try again.</Said>
        <Button onClick={() => window.location.reload()}>Try again</Button>
      </div>
    </Panel>
  );
}
