// The worker that is killed: the road of orders by the worker's own wiring, on prices that the proof names.
import { subscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { accountVenue } from "@/server/exchange/core/venue-name";
import { openMarketData } from "@/server/exchange/open-exchange";
import { sendWithin } from "@/server/execution/send-orders";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { armFailpoints } from "@/server/platform/arm-failpoints";
import type { Failpoint } from "@/server/platform/failpoint";
import { getSettings } from "@/server/settings/get-settings";
import { type NamedPrice, openRoad, type Road } from "./open-road";
import { realTime } from "./real-time";

/** What a victim is told when it is started. */
export type VictimPlace = {
  readonly userId: string;
  readonly origins: readonly (readonly [ExchangeName, string])[];
  /** MarketRules with every number as text */
  readonly rules: readonly Readonly<Record<keyof MarketRules, string>>[];
};

/** What it is told when its life begins; `at` null: it lives until it is stopped. */
export type VictimLife = {
  readonly at: Failpoint | null;
  readonly hit: number;
  readonly prices: readonly NamedPrice[];
  /** which part of the bots decides first; null: none */
  readonly shard: number | null;
};

export const SHARDS = 8;
const TICKS_EVERY_MS = 150;
const PLAN_EVERY_MS = 400;
const SENT_WITHIN_MS = 10_000;
/** So many venues open are enough to begin: those that fail open later, or never. */
const OPEN_ENOUGH = 3;
const OPEN_WITHIN_MS = 1_200;
const OPEN_LOOK_MS = 25;

/** Loads what a worker loads and asks what can be asked before it leads, so that its life can begin at once. */
export async function warmVictim({ userId, origins }: VictimPlace): Promise<void> {
  const opened = await Promise.all(
    origins.map(([exchange, origin]) => openMarketData(exchange, { site: { kind: "simulator", origin } })),
  );
  await getSettings(userId);
  await Promise.all(opened.map((data) => data.close()));
}

/** Leads, trades, and dies where it is told to; tells when its first orders are on their way. Answers how it is stopped. */
export async function runVictim(
  place: VictimPlace,
  life: VictimLife,
  atWork: () => void,
): Promise<() => Promise<void>> {
  if (life.at !== null) dieAt(life.at, life.hit, place);
  const { trader, deciding, show } = await openRoad({ rules: place.rules.map(toRules), prices: life.prices });
  const showing = setInterval(() => void show(), TICKS_EVERY_MS);
  let stopped = false;
  const planning =
    life.shard === null
      ? null
      : plan({ trader, deciding }, place, life.shard, { stopped: () => stopped, atWork });
  return async () => {
    stopped = true;
    clearInterval(showing);
    await planning;
    await trader.stop();
  };
}

/** One shard after the other decides, as if a candle had closed at that moment, and its orders go out. */
async function plan(
  { trader, deciding }: Pick<Road, "trader" | "deciding">,
  { origins }: VictimPlace,
  first: number,
  { stopped, atWork }: { readonly stopped: () => boolean; readonly atWork: () => void },
): Promise<void> {
  const until = Date.now() + OPEN_WITHIN_MS;
  const openNow = () =>
    origins.filter(([exchange]) => trader.runtime.entriesOpen(accountVenue("practice", exchange))).length;
  while (!stopped() && openNow() < (Date.now() < until ? OPEN_ENOUGH : 1)) await sleep(OPEN_LOOK_MS);
  for (let shard = first; !stopped(); shard++) {
    try {
      const slotAt = new Date(realTime.market()).toISOString();
      const sender = trader.runtime;
      const asked = { slotAt, timeframe: "1m", shard: shard % SHARDS, of: SHARDS, sender };
      const { orderIds } = await planCycle(deciding, asked);
      sendWithin(sender, orderIds, SENT_WITHIN_MS).catch((error: unknown) =>
        deciding.failed("sending", String(shard), error),
      );
      if (orderIds.length > 0 || shard - first >= SHARDS) atWork();
    } catch (error) {
      deciding.failed("planning", String(shard), error);
    }
    await sleep(PLAN_EVERY_MS);
  }
}

/** SIGKILL of itself, in the middle of that line: nothing of this process runs any more. */
function dieAt(at: Failpoint, hit: number, { origins }: VictimPlace): void {
  let left = hit;
  const strike = (passed: Failpoint) => {
    if (passed !== at) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
  armFailpoints(strike);
  if (at === "wire.written") onWritten(new Set(origins.map(([, origin]) => origin)), () => strike(at));
}

type Written = { readonly request: { readonly method: string; readonly origin: string | URL } };

/** Told when a request that may have placed an order is with the kernel whole. */
function onWritten(origins: ReadonlySet<string>, tell: () => void): void {
  subscribe("undici:request:bodySent", (message) => {
    const { method, origin } = (message as Written).request;
    if (method === "POST" && origins.has(new URL(origin).origin)) setImmediate(tell);
  });
}

const NUMBERS = ["tickSize", "lotSize", "minAmount", "minNotional", "makerFee", "takerFee"] as const;

const toRules = (text: VictimPlace["rules"][number]): MarketRules => ({
  ...(text as unknown as MarketRules),
  ...(Object.fromEntries(NUMBERS.map((name) => [name, toDecimal(text[name])])) as Pick<
    MarketRules,
    (typeof NUMBERS)[number]
  >),
});
