// Every act by its name. Each is harmless when it was not needed, and ends within its time.

import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { countTradingBots } from "@/server/bots/count-trading-bots";
import { planSlotCycles } from "@/server/decisions/plan-due-cycles";
import type { JobEngine } from "@/server/events/job-engine";
import { reconcileVenue } from "@/server/execution/reconcile";
import type { TradingRuntime } from "@/server/execution/runtime";
import { toDate } from "@/server/kernel/clock";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { sweepPositions } from "@/server/stops/sweep-positions";
import type { Finding, HealAct } from "./core/finding";
import type { HealedSource } from "./healed-source";
import { HOLDER_IDLE_MS, type LookedAt } from "./look-at-parts";
import { endHolder, reconnect } from "./store";

/** What acts need that no use-case below has. */
export type HealHands = {
  readonly runtime: TradingRuntime;
  readonly jobs: Pick<JobEngine, "nudge" | "send">;
  /** whether a slot's candles are still to come: then nobody decides on it */
  readonly awaitsSlot: (timeframe: string, slotAt: number) => boolean;
  /** ends this process in order; the supervisor starts it again */
  readonly restart: () => void;
  readonly seal: () => Promise<unknown>;
  /** a part of the nightly tidying; answers how many rows went */
  readonly tidy: () => Promise<number>;
};

type Hands = HealHands & Pick<LookedAt, "clocks" | "sources">;

/** Says in a few words what it did. */
type Act = (hands: Hands, finding: Finding) => Promise<string>;

export const acts: { readonly [act in HealAct]: Act } = {
  reconnect: async () => {
    // whoever is in a transaction ends it on the old connection; the next question opens a new one
    await Promise.race([reconnect(), sleep(RECONNECT_MS, undefined, { ref: false })]);
    return "connections made anew";
  },
  nudge_engine: async ({ jobs }) => {
    jobs.nudge();
    return "the engine was told to look at its queue";
  },
  restart_worker: async ({ restart }) => {
    restart();
    return "the worker ends in order and is started again";
  },
  plan_cycle: planNewestCycles,
  sweep_stops: async ({ runtime }) => {
    const { checked, closed } = await sweepPositions(runtime);
    return `${checked} positions checked without the job, ${closed} closed`;
  },
  reopen_stream: async ({ sources }, { subject }) => {
    const source = sourceOf(sources, subject);
    if (!source) return "it has no connection to open";
    await source.reopen();
    return "its connection was opened anew";
  },
  ask_instead: async ({ sources }, { subject, about }) => {
    sourceOf(sources, subject)?.askInstead(about);
    return "its prices are asked for until what is pushed moves";
  },
  compare_venue: async ({ runtime }, { subject }) => {
    const difference = await reconcileVenue(runtime, subject);
    return `looked up again and compared, difference ${difference.toFixed()}`;
  },
  end_holder: async (_hands, { subject }) =>
    (await endHolder(Number(subject), HOLDER_IDLE_MS)) ? "its connection was ended" : "it was gone already",
  seal_audit: async ({ seal }) => {
    await seal();
    return "sealed what was waiting";
  },
  tidy: async ({ tidy }) => `${await tidy()} rows removed`,
  collect_garbage: async () => {
    const before = process.memoryUsage.rss();
    collectGarbage();
    return `${Math.max(0, Math.round((before - process.memoryUsage.rss()) / 2 ** 20))} MB given back`;
  },
  measure_clock: async ({ sources }) => {
    const read = await Promise.allSettled(sources.map((source) => source.measureClock()));
    return `${read.filter(({ status }) => status === "fulfilled").length} exchanges' clocks read again`;
  },
};

const sourceOf = (sources: readonly HealedSource[], subject: string): HealedSource | undefined =>
  sources.find((source) => source.status().exchange === subject.split(" ")[0]);

/** The newest slot of every timeframe that bots trade on, under ids of its own: a bot that has decided on it is passed over. */
async function planNewestCycles({ jobs, clocks, awaitsSlot }: Hands): Promise<string> {
  const now = clocks.market();
  const slots = [...(await countTradingBots()).keys()].flatMap((timeframe) => {
    const slotAt = now - (now % timeframeMs(timeframe as Timeframe));
    return awaitsSlot(timeframe, slotAt)
      ? []
      : [{ timeframe, slotAt: toDate(slotAt as typeof now).toISOString() }];
  });
  const events = (await Promise.all(slots.map((slot) => planSlotCycles(slot)))).flat();
  if (events.length === 0) return "no slot is due whose candles are there";
  await jobs.send(events.map((event) => ({ ...event, id: `${event.id}:again:${clocks.wall()}` })));
  return `${slots.length} newest slots planned again`;
}

/** What the old connections are waited for at their end. */
const RECONNECT_MS = 2_000;

let collect: (() => void) | null = null;

function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}
