import { record } from "@/server/audit/record";
import { listRunningBots } from "@/server/bots/list-running-bots";
import { type Clocks, type MarketMs, plusMs, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { newestSlot, type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { findDecisionsOn, findLastCounted, pruneCounted, saveCounted } from "../store/slots";
import { type ClosedSlot, type CountedSlot, countSlot, slotsBetween } from "./core/missed-slots";
import { fateOf } from "./note-slot";

export type SlotSources = {
  readonly clocks: Clocks;
  /** the market session's name: another one replays the same slots */
  readonly source: string;
  /** false for a market that the prices in use do not have: its bots decide nothing, and owe nothing */
  readonly isOffered: (exchange: ExchangeName, symbol: string) => boolean;
  /** false until the start-up reconciliation has let a first market trade */
  readonly isOpen: () => boolean;
};

type Waiting = ClosedSlot & { readonly seenAt: WallMs };

/** A decision may still come for two intervals, and be written a little after. Wall clock. */
const SETTLE_MS = 5_000;
const REFRESH_MS = 5_000;
/** Of a long outage the newest slots are counted. */
const SLOTS_MAX = 1_500;
const PRUNE_EVERY_MS = 10 * 60_000;
const MISSED_KEPT = 5_000;
const TALLY_KEPT_MS = 35 * 86_400_000;

/**
 * Counts the decisions that were due on each slot and those that were not made, whatever the reason: a slot that was
 * overtaken, a job that never came, a worker that was away. Called about once a second; throws while the database is
 * away and goes on where it was.
 */
export function createSlotCounter(sources: SlotSources): () => Promise<{ readonly counted: number }> {
  const { clocks } = sources;
  const last = new Map<Timeframe, MarketMs>();
  let waiting: readonly Waiting[] = [];
  let running: Running | null = null;
  let before: ReadonlyMap<string, MarketMs> | null = null;
  let prunedAt: WallMs | null = null;

  /**
   * Slots that closed since the last look, each with who ran. The first look waits until this process trades: what
   * closed before is an outage where somebody has traded here before, and nobody's turn where nobody has.
   */
  const look = async (): Promise<void> => {
    if (last.size === 0 && !sources.isOpen()) return;
    before ??= await findLastCounted(sources.source);
    const now = clocks.market();
    const wallNow = clocks.wall();
    const rolled = timeframes.some((one) => (last.get(one) ?? now) < newestSlot(now, one));
    if (!running || rolled || wallNow - running.readAt >= REFRESH_MS) running = await readRunning(sources);
    for (const timeframe of timeframes) {
      const newest = newestSlot(now, timeframe);
      const botIds = running.byTimeframe.get(timeframe);
      const seen = last.get(timeframe);
      // what closed before this process began was nobody's turn
      const from = seen ?? before.get(timeframe) ?? newest;
      last.set(timeframe, newest);
      if (!botIds) continue;
      const slots = slotsBetween(from, newest, timeframeMs(timeframe), SLOTS_MAX);
      const outage = seen === undefined;
      waiting = [
        ...waiting,
        ...slots.map((slotAt) => ({ timeframe, slotAt, botIds, outage, seenAt: wallNow })),
      ].slice(-SLOTS_MAX);
    }
  };

  const prune = async (): Promise<void> => {
    const wallNow = clocks.wall();
    if (prunedAt !== null && wallNow - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = wallNow;
    await record((tx) => pruneCounted(tx, MISSED_KEPT, plusMs(wallNow, -TALLY_KEPT_MS)));
  };

  return async () => {
    await look();
    const settled = waiting.filter((slot) => isSettled(slot, clocks));
    if (settled.length > 0 && running) {
      const counted = await count(settled, running.ids);
      await record((tx) => saveCounted(tx, { source: sources.source, counted, wallNow: clocks.wall() }));
      const done = new Set(settled);
      waiting = waiting.filter((slot) => !done.has(slot));
    }
    await prune();
    return { counted: settled.length };
  };
}

type Running = {
  readonly byTimeframe: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ids: ReadonlySet<string>;
  readonly readAt: WallMs;
};

async function readRunning({ clocks, isOffered }: SlotSources): Promise<Running> {
  const bots = (await listRunningBots()).filter(({ exchange, symbol }) => isOffered(exchange, symbol));
  const groups = Map.groupBy(bots, ({ timeframe }) => timeframe);
  return {
    byTimeframe: new Map([...groups].map(([timeframe, own]) => [timeframe, new Set(own.map(idOf))])),
    ids: new Set(bots.map(idOf)),
    readAt: clocks.wall(),
  };
}
const idOf = ({ botId }: { readonly botId: string }): string => botId;

const isSettled = ({ timeframe, slotAt, seenAt }: Waiting, clocks: Clocks): boolean =>
  clocks.market() - slotAt >= 2 * timeframeMs(timeframe as Timeframe) && clocks.wall() - seenAt >= SETTLE_MS;

async function count(
  settled: readonly ClosedSlot[],
  runningNow: ReadonlySet<string>,
): Promise<readonly CountedSlot[]> {
  const botIds = [...new Set(settled.flatMap((slot) => [...slot.botIds]))];
  const made = await findDecisionsOn(botIds, [...new Set(settled.map(({ slotAt }) => slotAt))]);
  const bySlot = Map.groupBy(made, ({ slotAt }) => slotAt);
  return settled.map((slot) =>
    countSlot(slot, {
      runningNow,
      decided: new Set((bySlot.get(slot.slotAt) ?? []).map(idOf)),
      fate: fateOf(slot.timeframe, slot.slotAt),
    }),
  );
}
