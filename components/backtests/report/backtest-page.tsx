"use client";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { BacktestReport, BacktestView } from "@/server/backtest/core/backtest-view";
import { DESK, DESK_COLUMN } from "../../ui/desk";
import { PanelBoundary } from "../../ui/panel-boundary";
import { PanelLoading } from "../../ui/panel-state";
import { reportAddress } from "../shared/backtests-address";
import { currencyOf } from "../shared/currency-of";
import { isUnderWay } from "../shared/is-under-way";
import { useBacktest } from "../shared/use-backtests";
import { BacktestHead } from "./backtest-head";
import { ChecksPanel } from "./checks-panel";
import { ExitsPanel } from "./exits-panel";
import { MetricsPanel } from "./metrics-panel";
import { MonthsPanel } from "./months-panel";
import { ParametersPanel } from "./parameters-panel";
import { ReportCandles } from "./report-candles";
import { ReportEquity } from "./report-equity";
import { ReportKpis } from "./report-kpis";
import { ReportTrades } from "./report-trades";
import { EndedPanel, RunningPanel } from "./running-panel";
import { StabilityPanel } from "./stability-panel";
import { SweepPanel } from "./sweep-panel";
import { WalkForwardPanel } from "./walk-forward-panel";

/** One backtest from its first step to its report. */
export function BacktestPage({ id }: { readonly id: string }) {
  const { data: backtest } = useBacktest(id);
  if (!backtest) return <PanelLoading rows={12} label="Backtest" />;
  const currency = currencyOf(backtest);
  return (
    <>
      <BacktestHead backtest={backtest} />
      {backtest.report ? (
        <Report backtest={backtest} report={backtest.report} currency={currency} />
      ) : (
        <div className={DESK}>
          <div className={DESK_COLUMN}>
            {isUnderWay(backtest.status) ? (
              <RunningPanel backtest={backtest} />
            ) : (
              <EndedPanel backtest={backtest} />
            )}
          </div>
          <div className={DESK_COLUMN}>
            <ParametersPanel backtest={backtest} currency={currency} />
          </div>
        </div>
      )}
    </>
  );
}

type ReportProps = {
  readonly backtest: BacktestView;
  readonly report: BacktestReport;
  readonly currency: string;
};

function Report({ backtest, report, currency }: ReportProps) {
  const { id } = backtest;
  return (
    <>
      <PanelBoundary name="Key figures">
        <ReportKpis report={report} currency={currency} />
      </PanelBoundary>
      <div className={DESK}>
        <div className={DESK_COLUMN}>
          <PanelBoundary name="Equity">
            <ReportEquity report={report} currency={currency} />
          </PanelBoundary>
          {report.walkForward ? (
            <PanelBoundary name="Windows">
              <WalkForwardPanel report={report.walkForward} />
            </PanelBoundary>
          ) : null}
          {report.sweep ? (
            <>
              <PanelBoundary name="Sets">
                <SweepPanel id={id} sweep={report.sweep} />
              </PanelBoundary>
              <PanelBoundary name="Stability">
                <StabilityPanel sweep={report.sweep} />
              </PanelBoundary>
            </>
          ) : null}
          <TradesOnCandles backtest={backtest} report={report} currency={currency} />
          <PanelBoundary name="Months">
            <MonthsPanel months={report.months} currency={currency} />
          </PanelBoundary>
          <PanelBoundary name="All figures">
            <MetricsPanel report={report} currency={currency} />
          </PanelBoundary>
        </div>
        <div className={DESK_COLUMN}>
          <PanelBoundary name="Checks">
            <ChecksPanel checks={report.checks} />
          </PanelBoundary>
          <PanelBoundary name="Left by">
            <ExitsPanel report={report} currency={currency} />
          </PanelBoundary>
          <PanelBoundary name="Made from">
            <ParametersPanel backtest={backtest} currency={currency} />
          </PanelBoundary>
        </div>
      </div>
    </>
  );
}

const CANDLES_ID = "report-candles";

/** The candles and below them the trades: a trade opened in one shows in the other, and stands in the address. */
function TradesOnCandles({ backtest, report, currency }: ReportProps) {
  const [{ trade: number }, change] = useQueryStates(reportAddress);
  const trades = useMemo(() => {
    const before = report.tradesTotal - report.trades.length;
    return report.trades.map((trade, at) => ({ ...trade, number: before + at + 1 }));
  }, [report.trades, report.tradesTotal]);
  const selected = trades.find((trade) => trade.number === number) ?? null;
  const select = (next: number) => {
    void change({ trade: next === selected?.number ? null : next });
    // the candles stand above the table: whoever opens a trade wants to see it
    document.getElementById(CANDLES_ID)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <div id={CANDLES_ID}>
        <PanelBoundary name="Candles">
          <ReportCandles
            report={report}
            symbol={backtest.request.symbols[0] ?? backtest.symbol}
            trades={trades}
            selected={selected}
            onAll={() => void change({ trade: null })}
          />
        </PanelBoundary>
      </div>
      <PanelBoundary name="Trades">
        <ReportTrades
          id={backtest.id}
          report={report}
          currency={currency}
          trades={trades}
          selected={selected?.number ?? null}
          onSelect={select}
        />
      </PanelBoundary>
    </>
  );
}
