import { listOwnTests } from "@/server/connections/order-test/list-own-tests";
import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { lanesIdle } from "@/server/execution/lanes";
import type { Leadership } from "@/server/execution/lead";
import type { TradingRuntime } from "@/server/execution/runtime";
import { type Clocks, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal, maxOf } from "@/server/kernel/money";
import type { Timeframe } from "@/server/market/core/candle";
import type { MarketFeed, PriceGap, Tick } from "@/server/market/core/market-feed";
import { loadCandles } from "@/server/market/load-candles";
import type { logger } from "@/server/platform/logger";
import { repeat } from "@/server/platform/repeat";
import { withReserved } from "@/server/platform/reserved-lane";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { createSettingsReader } from "@/server/settings/settings-reader";
import { createStopWatch } from "@/server/stops/watch-stops";
import { createPriceFinder } from "./find-price";
import { keepFresh } from "./keep-fresh";
import { createMatching } from "./match-prices";
import type { LiveVenues } from "./open-live-venues";
import { openVenues, type VenueSetup } from "./open-venues";
import { createOpenings, runVenues } from "./run-venues";

export type Trader = {
  /** What the use-cases of trading need of this process. */
  readonly runtime: TradingRuntime;
  /**
   * New prices: stops are checked in memory; what follows is handed over to the venues' lanes: exits, matching, the
   * booking of fills. Asks no venue, no database and no feed, and waits for nobody.
   */
  readonly onTicks: (ticks: readonly Tick[]) => Promise<void>;
  /** Prices were lost: stops that remember the highest read it anew. */
  readonly onGap: (gap: PriceGap) => void;
  /** Resolves when what the prices so far have asked for is done. */
  readonly drained: () => Promise<void>;
  readonly leads: () => boolean;
  readonly watchedStops: () => number;
  readonly stop: () => Promise<void>;
};

export type TraderSetup = VenueSetup & {
  readonly speed: number;
  readonly leadership: Leadership;
  /** Opens the accounts at exchanges; absent: paper alone. The last price of a market is asked of the caller. */
  readonly openLive?: (lastPrice: (exchange: ExchangeName, symbol: string) => Decimal | null) => LiveVenues;
  /** Why a market's price is not believed now; absent: always believed. */
  readonly feedHold?: TradingRuntime["feedHold"];
  /** Told after fills and order changes. */
  readonly onChanged: () => void;
  /** Told when this worker has lost its lead and another has it. */
  readonly onSuperseded: () => void;
  readonly log: ReturnType<typeof logger>;
};

const LOG_EVERY_FAILURES = 60;
const FAILURES_KEPT_MAX = 1_000;
const PEAK_TIMEFRAMES: readonly Timeframe[] = ["1m", "5m", "1h", "1d"];
/** Exits that a person has set are looked for so often: the web cannot tell the worker otherwise. */
const EDITS_EVERY_MS = 1_000;
/** How far the prices went is written down so often: what a kill loses of it is read from candles. */
const PEAKS_EVERY_MS = 5_000;
const PEAK_CANDLES_MAX = 2_000;

/**
 * Starts the order lifecycle of this process: it tries to lead, reconciles before the first entry, then sends, settles and
 * watches stops until stopped. A second worker stands by and takes over when the first one's connection falls.
 */
export async function startTrader(setup: TraderSetup): Promise<Trader> {
  const { feed, clocks, log } = setup;
  const { rulesOf, doubt } = setup.rules;
  const settingsOf = createSettingsReader(clocks.wall);
  const { leadership } = setup;
  const isLeader = () => leadership.token() !== null;
  const live = setup.openLive?.((exchange, symbol) => setup.lastTick(exchange, symbol)?.last ?? null);
  const venues = openVenues({ ...setup, settingsOf, isLeader, live });
  const openings = createOpenings(leadership);
  const runtime: TradingRuntime = {
    clocks,
    marketKind: feed.kind,
    marketSource: feed.source,
    clockSpeed: new Decimal(setup.speed),
    portOf: venues.portOf,
    rulesOf,
    doubtRules: doubt,
    lastTick: setup.lastTick,
    priceOf: createPriceFinder(feed, setup),
    loadCandles: ({ exchange, symbol }, timeframe, slotAt, count) =>
      loadCandles(exchange, symbol, timeframe, marketMs(slotAt), count),
    leaderToken: leadership.token,
    entriesOpen: (venue) => (venue === undefined ? openings.anyOpen() : openings.isOpen(venue)),
    ...(setup.feedHold && { feedHold: setup.feedHold }),
    ...(live
      ? {
          keyedAccounts: live.accounts,
          testsOf: (account: VenueAccount) => listOwnTests(account, clocks.wall()),
        }
      : {}),
    changed: () => {
      positions.stale();
      setup.onChanged();
    },
    failed: failureLog(log),
  };
  const watch = createStopWatch(runtime, (position) => highestSince(feed, clocks, position));
  const positions = keepFresh(reserved(watch.refresh), failed(runtime));
  positions.stale();
  const peaks = repeat("peaks", PEAKS_EVERY_MS, log, watch.keepPeaks);
  const edits = repeat("exits set by hand", EDITS_EVERY_MS, log, async () => {
    if (isLeader()) positions.stale();
  });
  const match = createMatching(runtime, venues.match);
  const work = runVenues({
    runtime,
    venues: venues.names,
    leadership,
    openings,
    log,
    onSuperseded: setup.onSuperseded,
  });
  return {
    runtime,
    onTicks: async (ticks) => {
      positions.retry();
      if (!isLeader()) return;
      withReserved(() => watch.onTicks(ticks));
      match(ticks);
    },
    onGap: (gap) => {
      log.warn(gap, "prices were lost");
      watch.onGap();
    },
    drained: async () => {
      await positions.idle();
      await watch.recalled();
      await lanesIdle(runtime);
      await positions.idle();
    },
    leads: openings.anyOpen,
    watchedStops: watch.watched,
    stop: async () => {
      await Promise.all([peaks.stop(), edits.stop()]);
      await work.stop();
      await leadership.resign();
      await live?.close();
    },
  };
}

const reserved = (work: () => Promise<void>) => () => withReserved(work);
const failed = (runtime: TradingRuntime) => (error: unknown) =>
  runtime.failed("reading positions", "", error);

/** Logs the first failure of each thing and then seldom: what is tried again every second must not fill the log. */
function failureLog(log: TraderSetup["log"]) {
  const failures = new Map<string, number>();
  return (doing: string, subject: string, error: unknown): void => {
    const key = `${doing} ${subject}`;
    const count = failures.get(key) ?? 0;
    if (failures.size >= FAILURES_KEPT_MAX) failures.clear();
    failures.set(key, count + 1);
    if (count % LOG_EVERY_FAILURES === 0)
      log.error({ err: error, subject, count }, `${doing} failed, trying again`);
  };
}

/**
 * Highest price of the feed's own candles since the position was opened, or its last lot bought: a trailing stop survives a restart by it.
 * Fine candles reach back a day or two only, coarse ones know nothing of the last hours: all are asked.
 */
async function highestSince(
  feed: MarketFeed,
  clocks: Clocks,
  position: OpenPosition,
): Promise<Decimal | null> {
  const range = {
    from: position.peakFrom ?? position.openedMarketAt,
    until: clocks.market(),
    limit: PEAK_CANDLES_MAX,
  };
  let highest: Decimal | null = null;
  for (const timeframe of PEAK_TIMEFRAMES) {
    for (const { high } of await feed.candles(position, timeframe, range))
      highest = highest ? maxOf(highest, high) : high;
  }
  return highest;
}
