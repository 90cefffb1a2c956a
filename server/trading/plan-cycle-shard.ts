import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import { beat } from "@/server/health/beat";
import { marketMs } from "@/server/kernel/clock";
import { Fault } from "@/server/kernel/result";
import { newestSlot, type Timeframe } from "@/server/market/core/candle";
import { planDecision } from "./core/plan-decision";
import { loadSnapshots } from "./load-snapshots";
import { type TradingRuntime, tradingRuntime } from "./runtime";
import { findDecidedBots } from "./store";
import { writeActing, writeSkips } from "./write-decisions";

/** Cycle runs one slot is split into. */
export const CYCLE_SHARDS = 1;
const BATCH_BOTS = 100;
const SHARD_BOTS_MAX = 10_000;

export type CycleResult = {
  readonly slotAt: string;
  readonly acted: number;
  readonly skipped: number;
  readonly orderIds: string[];
};

/**
 * Decides for every running bot of a shard whose timeframe closed at the slot, and writes each decision record and
 * each order intent. A slot that a newer one has overtaken is dropped: no decision on stale data.
 *
 * Safe to run again: a bot that has decided on the slot is passed over. Retryable Fault before the start-up
 * reconciliation is done or while another worker leads.
 */
export async function planCycle(input: {
  slotAt: string;
  timeframe: string;
  shard: number;
}): Promise<CycleResult> {
  const runtime = tradingRuntime();
  const slotAt = marketMs(new Date(input.slotAt));
  const timeframe = input.timeframe as Timeframe;
  const result = { slotAt: input.slotAt, acted: 0, skipped: 0, orderIds: [] as string[] };
  if (slotAt < newestSlot(runtime.clocks.market(), timeframe)) return result;
  if (runtime.leaderToken() === null) return result;
  if (!runtime.entriesOpen())
    throw new Fault("engine", true, "Orders and balances are still being reconciled.");

  const shard = { index: input.shard, of: CYCLE_SHARDS };
  const bots = await listTradingBots({ timeframe: input.timeframe, shard, limit: SHARD_BOTS_MAX });
  for (const batch of batches(bots)) {
    const done = await planBatch(runtime, batch, slotAt, input.timeframe);
    result.acted += done.orderIds.length;
    result.skipped += done.skipped;
    result.orderIds.push(...done.orderIds);
  }
  await beat("cycle", { slotAt: input.slotAt, acted: result.acted, skipped: result.skipped }, runtime.clocks);
  return result;
}

/** Bots of one user and book together, at most BATCH_BOTS at a time. */
function* batches(bots: readonly TradingBot[]): Generator<readonly TradingBot[]> {
  const groups = Map.groupBy(bots, (bot) => `${bot.userId} ${bot.book}`);
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += BATCH_BOTS)
      yield group.slice(start, start + BATCH_BOTS);
  }
}

async function planBatch(
  runtime: TradingRuntime,
  bots: readonly TradingBot[],
  slotAt: ReturnType<typeof marketMs>,
  timeframe: string,
) {
  const startedAt = runtime.clocks.wall();
  const decided = await findDecidedBots(
    bots.map((bot) => bot.botId),
    slotAt,
  );
  const open = bots.filter((bot) => !decided.has(bot.botId));
  const planned = (await loadSnapshots(runtime, open, slotAt)).map((snapshot) => ({
    ...snapshot,
    plan: planDecision(snapshot.snapshot),
  }));
  const orderIds: string[] = [];
  for (const acting of planned.filter(({ plan }) => plan.order !== null)) {
    const orderId = await writeActing(runtime, acting, slotAt);
    if (orderId) orderIds.push(orderId);
  }
  const skips = planned.filter(({ plan }) => plan.order === null);
  const durationMs = runtime.clocks.wall() - startedAt;
  await writeSkips(runtime, skips, slotAt, { acted: orderIds.length, durationMs, timeframe });
  return { orderIds, skipped: skips.length };
}
