// The whole order lifecycle on hand-turned clocks, for tests: real Postgres, the real paper venue, a real feed.

import { planCycle } from "@/server/decisions/plan-cycle-shard";
import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { exchangeOf, paperVenue } from "@/server/exchange/core/venue-name";
import { toPaperTerms } from "@/server/exchange/paper/core/paper-terms";
import { createPaperVenue, type PaperVenue } from "@/server/exchange/paper/paper-venue";
import type { PaperVenueSetup } from "@/server/exchange/paper/paper-venue-setup";
import { createVenueRegistry } from "@/server/exchange/venue-registry";
import { lanesIdle } from "@/server/execution/lanes";
import { createLeadership } from "@/server/execution/lead";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendIntents } from "@/server/execution/send-orders";
import { settleOrders } from "@/server/execution/settle-orders";
import { type MarketMs, marketMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal } from "@/server/kernel/money";
import { newestSlot, type Timeframe } from "@/server/market/core/candle";
import { type MarketFeed, marketKey, type Tick } from "@/server/market/core/market-feed";
import { openMarketSession } from "@/server/market/open-market-session";
import { createRulesBook } from "@/server/market/rules-book";
import { createSettingsReader } from "@/server/settings/settings-reader";
import { createStopWatch } from "@/server/stops/watch-stops";
import { createPriceFinder } from "../find-price";

export type OrderLifecycle = {
  readonly runtime: TradingRuntime;
  readonly venue: PaperVenue;
  readonly now: () => MarketMs;
  /** Moves both clocks to that instant of the market, tick by tick and slot by slot. */
  readonly advanceTo: (until: MarketMs) => Promise<void>;
  /** Moves the market clock and its last price alone: nobody is told. */
  readonly show: (tick: Tick) => void;
  /** Moves the wall clock alone. */
  readonly waitWall: (ms: number) => void;
  /** What failed and was left for another try. */
  readonly failures: readonly { doing: string; subject: string; error: unknown }[];
  /** Takes the lead again, as a worker that comes back does; false while another has it. */
  readonly lead: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

const WALL_START = Date.UTC(2026, 0, 5, 8);

type LifecycleOptions = {
  feed: MarketFeed;
  timeframe: Timeframe;
  markets: readonly { exchange: ExchangeName; symbol: string }[];
  /** Stands between the lifecycle and the paper venue, to lose or shuffle answers. */
  between?: (venue: PaperVenue) => ExchangePort;
  /** What the venue knows of its markets besides prices; nothing when left out, so that any amount trades. */
  depth?: Pick<PaperVenueSetup, "bookOf" | "recentOf">;
};

export async function openOrderLifecycle(options: LifecycleOptions): Promise<OrderLifecycle> {
  const { feed, timeframe } = options;
  let [market, wall]: [MarketMs, WallMs] = [feed.startAt, wallMs(WALL_START)];
  const clocks = { market: () => market, wall: () => wall };
  const failures: OrderLifecycle["failures"][number][] = [];
  const fail = (doing: string) => (error: unknown) => void failures.push({ doing, subject: "", error });
  await openMarketSession({ feed, speed: 60, wallNow: wall });
  feed.setActive(options.markets);
  const ticks = new Map<string, Tick>();
  const rules = await createRulesBook({ feed, wall: clocks.wall, onFailed: fail("reading the rules") });
  const { rulesOf } = rules;
  const lastTick = (exchange: ExchangeName, symbol: string) => ticks.get(marketKey({ exchange, symbol }));
  const venue = openPaper({ clocks, rulesOf, lastTick, depth: options.depth });
  const leadership = createLeadership({ holder: "test", onLost: () => undefined });
  await leadership.tryLead();
  let stale = true;
  const port = options.between?.(venue) ?? venue;
  const runtime: TradingRuntime = {
    clocks,
    marketKind: feed.kind,
    marketSource: feed.source,
    clockSpeed: new Decimal(60),
    portOf: createVenueRegistry(exchangeNames.map((name) => [paperVenue(name), port])).portOf,
    rulesOf,
    doubtRules: rules.doubt,
    lastTick,
    priceOf: createPriceFinder(feed, { clocks, lastTick }),
    loadCandles: (at, frame, slotAt, count) =>
      feed.candles(at, frame, { from: marketMs(0), until: marketMs(slotAt), limit: count }),
    leaderToken: leadership.token,
    entriesOpen: () => true,
    changed: () => {
      stale = true;
    },
    failed: (doing, subject, error) => failures.push({ doing, subject, error }),
  };

  const watch = createStopWatch(runtime, async () => null);

  const onTick = async (tick: Tick) => {
    const before = newestSlot(market, timeframe);
    market = tick.at;
    const slot = newestSlot(market, timeframe);
    // the slot closed before this tick came: the decision must not see it
    if (slot > before) await decide(slot);
    ticks.set(marketKey(tick), tick);
    if (stale) {
      stale = false;
      await watch.refresh();
      await watch.recalled();
    }
    watch.onTicks([tick]);
    await lanesIdle(runtime);
    if ((await venue.match([tick])) > 0 || options.between) await settleOrders(runtime);
  };
  const decide = async (slot: MarketMs) => {
    const { orderIds } = await planCycle(runtime, {
      slotAt: new Date(slot).toISOString(),
      timeframe,
      shard: 0,
    });
    await sendIntents(runtime, orderIds);
  };

  return {
    runtime,
    venue,
    failures,
    now: () => market,
    advanceTo: async (until) => {
      for (const tick of await feed.ticks(market, until)) {
        wall = wallMs(wall + Math.max(1, Math.round((tick.at - market) / 60)));
        await onTick(tick);
      }
      market = until;
    },
    show: (tick) => {
      market = tick.at;
      ticks.set(marketKey(tick), tick);
    },
    waitWall: (ms) => {
      wall = wallMs(wall + ms);
    },
    lead: leadership.tryLead,
    close: () => leadership.resign(),
  };
}

function openPaper({
  clocks,
  rulesOf,
  lastTick,
  depth,
}: Pick<TradingRuntime, "clocks" | "rulesOf" | "lastTick"> & Pick<LifecycleOptions, "depth">): PaperVenue {
  const settingsOf = createSettingsReader(clocks.wall);
  return createPaperVenue({
    clocks,
    rulesOf: (name, symbol) => rulesOf(exchangeOf(name), symbol),
    lastTick: (name, symbol) => lastTick(exchangeOf(name), symbol),
    termsOf: async (userId) => toPaperTerms(await settingsOf(userId)),
    ...depth,
  });
}
