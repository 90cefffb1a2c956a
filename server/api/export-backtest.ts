import type { z } from "zod";
import type { backtestFilter } from "@/server/backtest/core/backtest-filter";
import type { ReportTrade } from "@/server/backtest/core/backtest-view";
import { showBacktest } from "@/server/backtest/show-backtest";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { ExportColumn } from "./core/export-table";

type Line = ReportTrade & {
  readonly backtestId: string;
  readonly exchange: ExchangeName;
  readonly quote: string;
  readonly market: string;
};

/** Each row names the prices it came from: nothing simulated may pass for more than it is. */
export const backtestColumns: readonly ExportColumn<Line>[] = [
  ["opened_at_market_utc", (row) => row.openAt],
  ["closed_at_market_utc", (row) => row.closeAt],
  ["exchange", (row) => row.exchange],
  ["symbol", (row) => row.symbol],
  ["amount", (row) => row.amount],
  ["entry_price", (row) => row.openRate],
  ["exit_price", (row) => row.closeRate],
  ["fees", (row) => row.fees],
  ["profit_net", (row) => row.profit],
  ["profit_ratio", (row) => row.profitRatio],
  ["currency", (row) => row.quote],
  ["exit_reason", (row) => row.exitReason],
  ["market", (row) => row.market],
  ["backtest_id", (row) => row.backtestId],
];

type Asked = { readonly userId: string; readonly filter: z.output<typeof backtestFilter> };

/** Whether there is that backtest, and it is this user's. */
export const hasBacktest = async (userId: string, { id }: Asked["filter"]): Promise<boolean> =>
  (await showBacktest(userId, id)).ok;

/** The trades of a report in one page, oldest first; none where there is no report. */
export async function listBacktestTrades({ userId, filter: { id, exit } }: Asked) {
  const shown = await showBacktest(userId, id);
  if (!shown.ok || !shown.value.report) return { rows: [], nextCursor: null };
  const { exchange, report } = shown.value;
  const rows = report.trades
    .filter((trade) => exit === undefined || trade.exitReason === exit)
    .map((trade): Line => {
      const quote = trade.symbol.split("/")[1] ?? "";
      return { ...trade, backtestId: id, exchange, quote, market: report.candles.source };
    });
  return { rows, nextCursor: null };
}
