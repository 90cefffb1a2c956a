import { plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import {
  type ExecutionFilter,
  type ExecutionRow,
  type ExecutionView,
  type LatencyView,
  SLIPPAGE_BOUNDS,
} from "../core/execution-view";
import { type ExecutionRecord, findExecution } from "./store";

const DAY_MS = 86_400_000;
const PERIOD_MS = { "1d": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS, "90d": 90 * DAY_MS } as const;

/**
 * How orders were carried out in a period of the wall clock: one row per book, exchange and quote currency. Books and
 * currencies are never summed. What was not measured, such as orders of an older version, is null and counts for nothing.
 */
export async function showExecution(
  q: ExecutionFilter & { readonly userId: string; readonly wallNow: WallMs },
): Promise<ExecutionView> {
  const since = plusMs(q.wallNow, -PERIOD_MS[q.period]);
  const records = await findExecution({ userId: q.userId, since, purpose: q.purpose });
  return { rows: records.map(toRow), since: toDate(since).toISOString() };
}

const toRow = (row: ExecutionRecord): ExecutionRow => ({
  book: row.book,
  exchange: readExchange(row.exchange),
  quote: row.quote,
  sent: row.sent,
  filled: row.filled,
  slippageBps: { median: row.slippage?.[0] ?? null, p95: row.slippage?.[1] ?? null },
  slippageCounts: [...SLIPPAGE_BOUNDS, null].map(
    (_bound, at) => row.buckets.find(({ bucket }) => bucket === at)?.orders ?? 0,
  ),
  fillRatio: row.fill_ratio,
  latencyMs: {
    decided: toLatency(row.decided, row.decided_of),
    wire: toLatency(row.wire, row.wire_of),
    answer: toLatency(row.answer, row.answer_of),
    fill: toLatency(row.first_fill, row.first_fill_of),
  },
  rejected: row.rejected,
  unknown: row.unknown,
  makerShare: row.maker_share,
  feeBps: row.fee_bps,
});

const toLatency = (of: ExecutionRecord["wire"], orders: number): LatencyView => ({
  p50: of?.[0] ?? null,
  p95: of?.[1] ?? null,
  p99: of?.[2] ?? null,
  of: orders,
});
