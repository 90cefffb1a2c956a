import { setTimeout as sleep } from "node:timers/promises";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { TradingRuntime } from "@/server/execution/runtime";
import { beat } from "@/server/heartbeat/beat";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Fault } from "@/server/kernel/result";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { marketKey } from "@/server/market/core/market-feed";
import { mapInGoes } from "@/server/platform/map-in-goes";
import { createTurns } from "@/server/platform/turns";
import { overtakenGraceMs } from "./core/overtaken-grace";
import { decideBot } from "./decide-bot";
import { type BotSnapshot, loadSnapshots } from "./load-snapshots";
import { noteSlot } from "./slots/note-slot";
import { findDecidedBots } from "./store/decisions";
import type { Planned } from "./to-records";
import { type CycleSlot, writeDecisions } from "./write-decisions";

/** A shard of one owner and book is one batch: hashing deals them out unevenly. */
const BATCH_BOTS = 400;
const SHARD_BOTS_MAX = 10_000;
/** Batches at work at once, over all shards: while one is being written down, another is read and decided. */
const BATCHES_AT_ONCE = 3;
/** Well below the time an engine gives a call. */
const OPEN_WITHIN_MS = 20_000;
const OPEN_LOOK_MS = 200;

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
 * Safe to run again: a bot that has decided on the slot is passed over. While the start-up reconciliation is under way
 * it waits a while, for a run has few tries. Retryable Fault when that takes longer, while another worker leads, or when
 * some bots could not decide: the others have.
 */
export async function planCycle(
  runtime: TradingRuntime,
  input: {
    slotAt: string;
    timeframe: string;
    shard: number;
    /** how many shards the slot was split into when its events were sent; one when not said */
    of?: number | undefined;
    /** markets whose bots wait for a later part of the slot */
    except?: readonly string[] | undefined;
    /** a later part: bots of these markets alone */
    only?: readonly string[] | undefined;
    /** of this process: its orders go out as they are written; absent, they wait for a sender */
    sender?: TradingRuntime | undefined;
  },
): Promise<CycleResult> {
  const slotAt = marketMs(new Date(input.slotAt));
  const timeframe = input.timeframe as Timeframe;
  const result = { slotAt: input.slotAt, acted: 0, skipped: 0, orderIds: [] as string[] };
  await untilOpen(runtime);
  if (isOvertaken(runtime, slotAt, timeframe)) {
    noteSlot(timeframe, slotAt, "overtaken");
    return result;
  }
  if (!runtime.entriesOpen())
    throw new Fault(
      "engine",
      true,
      "Another worker leads, or orders and balances are still being reconciled.",
    );

  const shard = { index: input.shard, of: input.of ?? 1 };
  const ofShard = await listTradingBots({ timeframe: input.timeframe, shard, limit: SHARD_BOTS_MAX });
  const bots = ofShard.filter(isInPart(input));
  let failed = 0;
  noteSlot(timeframe, slotAt, "ran");
  for (const batch of batches(bots)) {
    const done = await tryBatch(runtime, batch, {
      slotAt,
      timeframe: input.timeframe,
      sender: input.sender,
    });
    result.acted += done.orderIds.length;
    result.skipped += done.skipped;
    result.orderIds.push(...done.orderIds);
    failed += done.failed;
  }
  await beat("cycle", { slotAt: input.slotAt, acted: result.acted, skipped: result.skipped }, runtime.clocks);
  // the others have decided, and their orders are sent by the settlement loop; a new try is for these alone
  if (failed > 0) throw new Fault("engine", true, `${failed} bots could not decide on ${input.slotAt}.`);
  return result;
}

/** Whether a bot's market belongs to the part of the slot that is told. */
function isInPart({
  except = [],
  only,
}: {
  readonly except?: readonly string[] | undefined;
  readonly only?: readonly string[] | undefined;
}) {
  const [without, alone] = [new Set(except), only && new Set(only)];
  return (bot: TradingBot): boolean => {
    const name = marketKey(bot);
    return !without.has(name) && (alone?.has(name) ?? true);
  };
}

async function untilOpen(runtime: TradingRuntime): Promise<void> {
  for (let waitedMs = 0; !runtime.entriesOpen() && waitedMs < OPEN_WITHIN_MS; waitedMs += OPEN_LOOK_MS)
    await sleep(OPEN_LOOK_MS);
}

/**
 * Whether a newer slot has closed long enough ago to have been announced. A slot that is only just being overtaken is
 * still decided on: at sixty times life a minute lasts a second, and a job needs some of it. Never later than two
 * intervals after the close.
 */
function isOvertaken(runtime: TradingRuntime, slotAt: MarketMs, timeframe: Timeframe): boolean {
  const interval = timeframeMs(timeframe);
  return runtime.clocks.market() - slotAt >= interval + overtakenGraceMs(interval, runtime.clockSpeed);
}

/** Bots of one user and book together, at most BATCH_BOTS at a time. */
function* batches(bots: readonly TradingBot[]): Generator<readonly TradingBot[]> {
  const groups = Map.groupBy(bots, (bot) => `${bot.userId} ${bot.book}`);
  for (const group of groups.values()) {
    for (let start = 0; start < group.length; start += BATCH_BOTS)
      yield group.slice(start, start + BATCH_BOTS);
  }
}

const turns = new WeakMap<TradingRuntime, ReturnType<typeof createTurns>>();

function turnsOf(runtime: TradingRuntime): ReturnType<typeof createTurns> {
  const known = turns.get(runtime) ?? createTurns(BATCHES_AT_ONCE);
  turns.set(runtime, known);
  return known;
}

/** A batch that fails as a whole, such as by one owner's settings, holds up none of the others. */
async function tryBatch(...args: Parameters<typeof planBatch>): ReturnType<typeof planBatch> {
  const [runtime, bots] = args;
  try {
    return await turnsOf(runtime)(() => planBatch(...args));
  } catch (error) {
    runtime.failed("deciding", bots[0]?.userId ?? "", error);
    return { orderIds: [], skipped: 0, failed: bots.length };
  }
}

/** The plan of one bot; null when it could not be made, which is told. */
function decide(runtime: TradingRuntime, loaded: BotSnapshot): Planned | null {
  try {
    return { ...decideBot(loaded), decidedAt: runtime.clocks.wall() };
  } catch (error) {
    runtime.failed("deciding", loaded.bot.botId, error);
    return null;
  }
}

async function planBatch(
  runtime: TradingRuntime,
  bots: readonly TradingBot[],
  slot: Omit<CycleSlot, "durationMs">,
) {
  const { slotAt } = slot;
  const startedAt = runtime.clocks.wall();
  const decided = await findDecidedBots(
    bots.map((bot) => bot.botId),
    slotAt,
  );
  const open = bots.filter((bot) => !decided.has(bot.botId));
  const loaded = await loadSnapshots(runtime, open, slotAt);
  const offered = open.filter((bot) => runtime.rulesOf(bot.exchange, bot.symbol) !== undefined);
  const planned = (await mapInGoes(loaded, (snapshot) => decide(runtime, snapshot))).filter(
    (one) => one !== null,
  );
  const durationMs = runtime.clocks.wall() - startedAt;
  const { orderIds, failed } = await writeDecisions(runtime, planned, { ...slot, durationMs });
  const acted = planned.filter(({ plan }) => plan.order !== null).length;
  return { orderIds, skipped: planned.length - acted, failed: failed + offered.length - planned.length };
}
