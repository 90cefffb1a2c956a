// How long an order waits between the commit of its intent and the wire, while another exchange hangs; and how long it takes to
// compare an account with a thousand open orders. Through the worker's own wiring, at simulated exchanges over HTTP.
import { createHash } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { accountVenue } from "@/server/exchange/core/venue-name";
import { lanesIdle } from "@/server/execution/lanes";
import { reconcileVenue } from "@/server/execution/reconcile";
import { sendWithin } from "@/server/execution/send-orders";
import { wallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { floorToStep, toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { armFailpoints } from "@/server/platform/arm-failpoints";
import type { Failpoint } from "@/server/platform/failpoint";
import { inParallel } from "@/server/platform/in-parallel";
import type { Road } from "../proof/killer/open-road";
import { realTime } from "../proof/killer/real-time";
import { quantile } from "./measure-stops";

export type WireFigures = {
  readonly orders: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** of it: until SENT was committed too */
  readonly sentP50Ms: number;
};

const OPEN_WITHIN_MS = 30_000;
const SENT_WITHIN_MS = 10_000;
/** Between two orders: ten a second are asked, and what becomes of each is worked on meanwhile. */
const PAUSE_MS = 100;
/** More shards than bots: one decides at a time, or two. */
const SHARDS_A_BOT = 2;
/** Requests that place an order, at any of the five. */
const PLACES =
  /^\/(api\/v3\/order|api\/v1\/hf\/orders|0\/private\/AddOrder|api\/1\/(market|post)order|v1\/orders\/)/;

/** Waits until the trader may enter at all these exchanges. */
export async function untilOpen({ trader }: Road, exchanges: readonly ExchangeName[]): Promise<void> {
  const until = Date.now() + OPEN_WITHIN_MS;
  const isOpen = (exchange: ExchangeName) => trader.runtime.entriesOpen(accountVenue("practice", exchange));
  while (!exchanges.every(isOpen)) {
    if (Date.now() > until)
      throw new Error(`not open: ${exchanges.filter((one) => !isOpen(one)).join(", ")}`);
    await sleep(20);
  }
}

export type WireAsk = {
  readonly bots: number;
  /** so many are measured */
  readonly orders: number;
  readonly originOf: (exchange: ExchangeName) => string;
  /** where an order went and when its call began, on the clock of `performance`; null where there was no call, or it is not counted */
  readonly callOf: (
    orderId: string,
  ) => Promise<{ readonly exchange: ExchangeName; readonly at: number } | null>;
};

/**
 * Lets bots decide one after the other until so many orders have left: from the commit of the decision, which is the
 * intent's, to the moment the request is with the kernel. What `callOf` does not answer is sent too, and counted never.
 */
export async function measureWire(
  { trader, deciding }: Road,
  { bots, orders, originOf, callOf }: WireAsk,
): Promise<WireFigures> {
  const took: number[] = [];
  const tookToSent: number[] = [];
  const marks = new Map<Failpoint, number>();
  const committed: { at: number; sentAt: number | null } = { at: 0, sentAt: null };
  armFailpoints((at) => {
    marks.set(at, performance.now());
    if (at === "intent.written") committed.sentAt = null;
    if (at === "wire.before") committed.sentAt ??= marks.get("sent.written") ?? null;
  });
  const wire = watchWire();
  const shards = bots * SHARDS_A_BOT;
  try {
    for (let shard = 0; took.length < orders && shard < shards; shard++) {
      const slotAt = new Date(realTime.market()).toISOString();
      const asked = { slotAt, timeframe: "1m", shard, of: shards, sender: trader.runtime };
      const { orderIds } = await planCycle(deciding, asked);
      const from = marks.get("intent.written") ?? Number.NaN;
      const sent = sendWithin(trader.runtime, orderIds, SENT_WITHIN_MS);
      // two at once are a burst: what is measured is one order
      if (orderIds.length !== 1) continue;
      // one that is not sent, its venue being left alone, reaches no wire
      await sent;
      const [orderId = ""] = orderIds;
      const call = await callOf(orderId);
      const at = call && wire.first(originOf(call.exchange), Math.max(from, call.at));
      if (at === null) continue;
      took.push(at - from);
      if (committed.sentAt !== null) tookToSent.push(committed.sentAt - from);
      await sleep(PAUSE_MS);
    }
  } finally {
    wire.end();
    armFailpoints(() => undefined);
  }
  const sorted = (all: readonly number[]) => all.toSorted((a, b) => a - b);
  return {
    orders: took.length,
    p50Ms: round(quantile(sorted(took), 0.5)),
    p99Ms: round(quantile(sorted(took), 0.99)),
    sentP50Ms: round(quantile(sorted(tookToSent), 0.5)),
  };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

type Written = {
  readonly request: { readonly method: string; readonly origin: string | URL; readonly path: string };
};

/** When requests that place orders were with the kernel. */
function watchWire() {
  const seen: { readonly at: number; readonly origin: string }[] = [];
  const hear = (message: unknown) => {
    const { method, origin, path } = (message as Written).request;
    if (method === "POST" && PLACES.test(path))
      seen.push({ at: performance.now(), origin: new URL(origin).origin });
  };
  subscribe("undici:request:bodySent", hear);
  return {
    /** The first at that origin since; null where there is none. */
    first: (asked: string, since: number): number | null =>
      seen.find(({ at, origin }) => origin === asked && at >= since)?.at ?? null,
    end: () => unsubscribe("undici:request:bodySent", hear),
  };
}

/** What this machine's disk costs: commits of one bare row, one after the other, by a client of their own. */
export async function measureCommit(
  url: string,
  times: number,
): Promise<{ readonly p50Ms: number; readonly p99Ms: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const took: number[] = [];
  try {
    await client.query("CREATE TABLE bench_commit (n int)");
    for (let n = 0; n < times; n++) {
      const from = performance.now();
      await client.query("INSERT INTO bench_commit VALUES (1)");
      took.push(performance.now() - from);
    }
    await client.query("DROP TABLE bench_commit");
  } finally {
    await client.end();
  }
  const sorted = took.toSorted((a, b) => a - b);
  return { p50Ms: round(quantile(sorted, 0.5)), p99Ms: round(quantile(sorted, 0.99)) };
}

const FAR_BELOW = "0.5";
const VALUE = "200";
const VALUE_ZAR = "3600";
const PLACED_WITHIN_MS = 60_000;
const AT_ONCE = 16;

const restingId = (exchange: ExchangeName, n: number): string =>
  `amk-${createHash("sha256").update(`${exchange} ${n}`).digest("hex").slice(0, 30)}`;

export type Resting = {
  readonly clientOrderId: string;
  readonly amount: string;
  readonly limitPrice: string;
};
type Market = { readonly rules: MarketRules; readonly price: string };

/** So many resting buys far below the price. */
export function planResting({ rules, price }: Market, count: number): readonly Resting[] {
  const { exchange, quote, tickSize, lotSize } = rules;
  const limit = floorToStep(toDecimal(price).times(FAR_BELOW), tickSize);
  const value = toDecimal(quote === "ZAR" ? VALUE_ZAR : VALUE);
  const amount = floorToStep(value.div(limit), lotSize).plus(lotSize).toFixed();
  return Array.from({ length: count }, (_, n) => ({
    clientOrderId: restingId(exchange, n),
    amount,
    limitPrice: limit.toFixed(),
  }));
}

/** Places them at their venue; answers the venue's ids in order. */
export function placeResting(
  { trader }: Road,
  userId: string,
  { exchange, symbol, base, quote }: MarketRules,
  resting: readonly Resting[],
): Promise<readonly string[]> {
  const venue = accountVenue("practice", exchange);
  const port = trader.runtime.portOf(venue);
  const market = { userId, book: "practice", venue, symbol, base, quote } as const;
  const terms = { side: "buy", type: "limit", postOnly: true, stopPrice: null } as const;
  return inParallel(resting, AT_ONCE, async ({ clientOrderId, amount, limitPrice }) => {
    const own = { clientOrderId, amount: toDecimal(amount), limitPrice: toDecimal(limitPrice) };
    const deadline = wallMs(Date.now() + PLACED_WITHIN_MS);
    const answer = await port.createOrder({ ...market, ...terms, ...own, deadline });
    if (answer.kind !== "accepted") throw new Error(`${exchange}: ${answer.reason}`);
    return answer.venueOrderId;
  });
}

/** How long comparing one venue takes, ms, and what it differs by. */
export async function measureReconcile(
  { trader }: Road,
  exchange: ExchangeName,
): Promise<{ readonly ms: number; readonly waitedMs: number; readonly difference: string }> {
  const asked = performance.now();
  await lanesIdle(trader.runtime);
  const from = performance.now();
  const difference = await reconcileVenue(trader.runtime, accountVenue("practice", exchange));
  return {
    ms: Math.round(performance.now() - from),
    waitedMs: Math.round(from - asked),
    difference: difference.toFixed(),
  };
}
