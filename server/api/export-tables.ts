import type { z } from "zod";
import { backtestFilter } from "@/server/backtest/core/backtest-filter";
import { hasBot } from "@/server/bots/has-bot";
import { type ExecutionRow, executionFilter } from "@/server/history/core/execution-view";
import { decisionFilter, positionFilter, tradeFilter } from "@/server/history/core/list-filters";
import { listDecisions } from "@/server/history/decisions/list-decisions";
import { showExecution } from "@/server/history/execution/show-execution";
import { listPositions } from "@/server/history/list-positions";
import { listTrades } from "@/server/history/list-trades";
import { wallMs } from "@/server/kernel/clock";
import type { ExportColumn as Column, ExportTable } from "./core/export-table";
import { backtestColumns, hasBacktest, listBacktestTrades } from "./export-backtest";

// Every file names book and market of each row: nothing simulated may pass for more than it is.
const tradeColumns: readonly Column<Awaited<ReturnType<typeof listTrades>>["trades"][number]>[] = [
  ["filled_at_market_utc", (row) => row.marketAt],
  ["filled_at_wall_utc", (row) => row.wallAt],
  ["bot", (row) => row.botName],
  ["exchange", (row) => row.exchange],
  ["symbol", (row) => row.symbol],
  ["side", (row) => row.side],
  ["amount", (row) => row.amount],
  ["price", (row) => row.price],
  ["fee", (row) => row.fee],
  ["fee_asset", (row) => row.feeAsset],
  ["realised_net", (row) => row.realised],
  ["currency", (row) => row.quote],
  ["reason", (row) => row.reasonCode],
  ["book", (row) => row.book],
  ["market", (row) => row.marketKind],
  ["fill_id", (row) => row.fillId],
];

const positionColumns: readonly Column<Awaited<ReturnType<typeof listPositions>>["positions"][number]>[] = [
  ["opened_at_market_utc", (row) => row.openedMarketAt],
  ["closed_at_market_utc", (row) => row.closedMarketAt],
  ["closed_at_wall_utc", (row) => row.closedWallAt],
  ["bot", (row) => row.botName],
  ["exchange", (row) => row.exchange],
  ["symbol", (row) => row.symbol],
  ["amount", (row) => row.amount],
  ["entry_price", (row) => row.entryPrice],
  ["exit_price", (row) => row.exitPrice],
  ["fees", (row) => row.fees],
  ["realised_net", (row) => row.realised],
  ["realised_ratio", (row) => row.realisedRatio],
  ["dust", (row) => row.dust],
  ["dust_cost", (row) => row.dustCost],
  ["currency", (row) => row.quote],
  ["exit_reason", (row) => row.exitReason],
  ["book", (row) => row.book],
  ["market", (row) => row.marketKind],
  ["position_id", (row) => row.positionId],
];

const decisionColumns: readonly Column<Awaited<ReturnType<typeof listDecisions>>["decisions"][number]>[] = [
  ["slot_market_utc", (row) => row.slotAt],
  ["first_slot_market_utc", (row) => row.firstSlotAt ?? row.slotAt],
  ["decisions", (row) => String(row.count)],
  ["decided_at_wall_utc", (row) => row.wallAt],
  ["bot", (row) => row.botName],
  ["exchange", (row) => row.exchange],
  ["symbol", (row) => row.symbol],
  ["timeframe", (row) => row.timeframe],
  ["action", (row) => row.action],
  ["reason", (row) => row.reasonCode],
  ["because", (row) => row.because],
  ["score", (row) => row.score],
  ["threshold", (row) => row.threshold],
  ["book", (row) => row.book],
  ["market", (row) => row.marketKind],
  ["decision_id", (row) => row.decisionId],
];

const spans = (step: keyof ExecutionRow["latencyMs"]): readonly Column<ExecutionRow>[] =>
  (["p50", "p95", "p99"] as const).map((part) => [
    `${step}_ms_${part}`,
    ({ latencyMs }) => figure(latencyMs[step][part]),
  ]);

const figure = (value: number | null): string | null => (value === null ? null : String(value));

const executionColumns: readonly Column<ExecutionRow>[] = [
  ["book", (row) => row.book],
  ["exchange", (row) => row.exchange],
  ["currency", (row) => row.quote],
  ["sent", (row) => figure(row.sent)],
  ["filled", (row) => figure(row.filled)],
  ["fill_ratio", (row) => figure(row.fillRatio)],
  ["slippage_bps_median", (row) => figure(row.slippageBps.median)],
  ["slippage_bps_p95", (row) => figure(row.slippageBps.p95)],
  ...(["decided", "wire", "answer", "fill"] as const).flatMap(spans),
  ["rejected", (row) => figure(row.rejected)],
  ["unknown", (row) => figure(row.unknown)],
  ["maker_share", (row) => figure(row.makerShare)],
  ["fee_bps", (row) => figure(row.feeBps)],
];

type PageOf<Row> = { readonly rows: readonly Row[]; readonly nextCursor: string | null };
type Asked<Filter> = {
  readonly userId: string;
  readonly filter: Filter;
  readonly cursor: string | undefined;
  readonly limit: number;
};

function table<Filter extends z.ZodType, Row>(
  filter: Filter,
  columns: readonly Column<Row>[],
  read: (q: Asked<z.output<Filter>>) => Promise<PageOf<Row>>,
  isThere: (userId: string, filter: z.output<Filter>) => Promise<boolean> = hasItsBot,
): ExportTable {
  return {
    filter,
    columns: columns.map(([name]) => name),
    isThere,
    page: async (q) => {
      const { rows, nextCursor } = await read(q);
      return { lines: rows.map((row) => columns.map(([, of]) => of(row))), nextCursor };
    },
  };
}

const hasItsBot = async (userId: string, filter: unknown): Promise<boolean> => {
  const { botId } = filter as { readonly botId?: string };
  return botId === undefined || hasBot(userId, botId);
};

/** The tables that can be had as a file, by name. */
export const exportTables: { readonly [name: string]: ExportTable } = {
  trades: table(tradeFilter, tradeColumns, async ({ filter, ...q }) => {
    const { trades, nextCursor } = await listTrades({ ...q, ...filter });
    return { rows: trades, nextCursor };
  }),
  positions: table(positionFilter, positionColumns, async ({ filter, ...q }) => {
    const { positions, nextCursor } = await listPositions({ ...q, ...filter });
    return { rows: positions, nextCursor };
  }),
  backtest: table(backtestFilter, backtestColumns, listBacktestTrades, hasBacktest),
  execution: table(executionFilter, executionColumns, async ({ filter, userId }) => {
    const { rows } = await showExecution({ ...filter, userId, wallNow: wallMs(Date.now()) });
    return { rows, nextCursor: null };
  }),
  decisions: table(decisionFilter, decisionColumns, async ({ filter, ...q }) => {
    const { decisions, nextCursor } = await listDecisions({ ...q, ...filter });
    return { rows: decisions, nextCursor };
  }),
};
