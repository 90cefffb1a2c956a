"use client";
import type { BacktestReport } from "@/server/backtest/core/backtest-view";
import { formatCount, formatShare } from "../../ui/format-number";
import { PANEL_BODY, Panel } from "../../ui/panel";
import { LEDGER } from "../../ui/part";
import { ProfitLoss } from "../../ui/profit-loss";
import { exitWords } from "../shared/words";

type ExitsProps = { readonly report: BacktestReport; readonly currency: string };

/** How positions were left, and what each way made. Nothing where there was no trade. */
export function ExitsPanel({ report: { exits, tradesTotal }, currency }: ExitsProps) {
  if (exits.length === 0) return null;
  return (
    <Panel title="Left by" asOf={`${formatCount(tradesTotal)} trades`}>
      <div className={PANEL_BODY}>
        <table className={LEDGER}>
          <thead>
            <tr className="text-micro text-text-3">
              <th scope="col">Exit</th>
              <td>Trades</td>
              <td>P/L, net</td>
            </tr>
          </thead>
          <tbody>
            {exits.map(({ reason, trades, profit }) => (
              <tr key={reason}>
                <th scope="row">{exitWords(reason)}</th>
                <td title={formatShare(trades, tradesTotal)}>{formatCount(trades)}</td>
                <td>
                  <ProfitLoss amount={profit} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
