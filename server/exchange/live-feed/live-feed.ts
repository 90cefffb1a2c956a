import type { MarketData } from "@/server/exchange/core/exchange-client";
import type { MarketMs } from "@/server/kernel/clock";
import { marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import { type Candle, type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import {
  type MarketFeed,
  type MarketId,
  marketKey,
  type PriceStream,
  type Subscription,
  type Tick,
} from "@/server/market/core/market-feed";
import { createPriceBuffer, type PriceBuffer } from "@/server/market/feeds/price-buffer";
import { type CandleRange, createCandleCache } from "./candle-cache";
import type { LiveExchange } from "./live-exchange";

/** What an exchange must have answered with for its markets to be offered at once, wall ms. */
const FIRST_MARKETS_MS = 5_000;
/** Prices of that long are pushed together, wall ms. */
const PUSH_EVERY_MS = 50;
/** An exchange publishes a closed candle some hundred milliseconds after its close, a busy one some seconds. */
const CANDLE_LAG_MS = 5_000;
const PUSHED_MAX = 50_000;
/** Coins that markets are counted in; others are of no use to a bot. */
const QUOTES: ReadonlySet<string> = new Set(["ZAR", "USDT", "USDC", "USD", "EUR", "GBP"]);

export type LiveFeedSetup = {
  /** simulators tell simulated prices through the same door: never evidence */
  readonly kind: MarketKind;
  readonly source: string;
  readonly label: string;
  readonly startAt: MarketMs;
  /** Opens one exchange; whatever it tells goes to these. */
  readonly open: (heard: Heard) => readonly LiveExchange[];
};

type Heard = {
  readonly onTicks: (ticks: readonly Tick[]) => void;
  /** prices of some market were lost */
  readonly onLost: () => void;
};

export type LiveFeed = MarketFeed & {
  /** Whether an exchange lists markets that it did not list when they were last asked for. */
  readonly marketsCame: () => boolean;
  /** An exchange's public side: whoever asks by it keeps one pace with the prices. Null for one that is not open. */
  readonly dataOf: (exchange: ExchangeName) => MarketData | null;
  /** Each exchange by itself: how it stands, and what may be done about it. */
  readonly exchanges: readonly Pick<
    LiveExchange,
    "exchange" | "status" | "reopen" | "askInstead" | "measureClock"
  >[];
  readonly close: () => Promise<void>;
};

type Open = { readonly buffer: PriceBuffer; watched: ReadonlySet<string> };

/** Live prices behind the feed's port: each exchange by itself, so that one which hangs or fails holds up nobody. */
export function createLiveFeed(setup: LiveFeedSetup): LiveFeed {
  const streams = new Set<Open>();
  let waiting: Tick[] = [];
  let isLost = false;
  const exchanges = setup.open({
    onTicks: (ticks) => waiting.push(...ticks),
    onLost: () => {
      isLost = true;
    },
  });
  const byName = new Map(exchanges.map((one) => [one.exchange, one]));
  const cache = createCandleCache((market, timeframe, range) =>
    readCandles(byName.get(market.exchange), market, timeframe, range),
  );
  let known = "";
  let active: ReadonlySet<string> = new Set();

  const watchAll = () => {
    const wanted = new Set([...active, ...[...streams].flatMap(({ watched }) => [...watched])]);
    for (const one of exchanges) one.watch(symbolsOf(one.exchange, wanted));
  };
  const pushTo = (now: MarketMs) => {
    const [ticks, lost] = [waiting, isLost];
    waiting = [];
    isLost = false;
    for (const { buffer, watched } of streams) {
      if (lost) buffer.lose(now);
      buffer.push(
        ticks.filter((tick) => watched.has(marketKey(tick))).sort((a, b) => a.at - b.at),
        now,
      );
    }
  };
  return {
    kind: setup.kind,
    source: setup.source,
    label: setup.label,
    startAt: setup.startAt,
    endAt: null,
    markets: async () => {
      const listed = await Promise.all(exchanges.map((one) => one.markets(FIRST_MARKETS_MS)));
      known = listedOf(exchanges);
      watchAll();
      return listed.flat().filter(({ quote }) => QUOTES.has(quote));
    },
    timeframesOf: ({ exchange, symbol }) => (byName.get(exchange)?.lists(symbol) ? timeframes : []),
    spanOf: () => null,
    setActive: (markets) => {
      active = new Set(markets.map(marketKey));
      watchAll();
    },
    ticks: async (after, until) =>
      [...active]
        .flatMap((key) => ticksOf(byName, key))
        .filter(({ at }) => at > after && at <= until)
        .sort((a, b) => a.at - b.at),
    subscribe: (subscription) => openStream(subscription, { streams, watchAll, pushTo }),
    candles: cache.candles,
    candleLagMs: CANDLE_LAG_MS,
    book: async (market, at) => byName.get(market.exchange)?.book(market.symbol, at) ?? null,
    exchanges,
    dataOf: (exchange) => byName.get(exchange)?.data ?? null,
    marketsCame: () => listedOf(exchanges) !== known,
    close: async () => {
      await Promise.all(exchanges.map((one) => one.close()));
    },
  };
}

/** How many markets each exchange lists. */
const listedOf = (exchanges: readonly LiveExchange[]): string =>
  exchanges.map((one) => `${one.exchange} ${one.size}`).join();

type Pushing = {
  readonly streams: Set<Open>;
  readonly watchAll: () => void;
  readonly pushTo: (now: MarketMs) => void;
};

function openStream({ from, clocks }: Subscription, { streams, watchAll, pushTo }: Pushing): PriceStream {
  const open: Open = {
    buffer: createPriceBuffer({ from, most: PUSHED_MAX, feedWaits: false }),
    watched: new Set(),
  };
  streams.add(open);
  const timer = setInterval(() => pushTo(clocks.market()), PUSH_EVERY_MS);
  timer.unref();
  return {
    watch: (markets) => {
      open.watched = new Set(markets.map(marketKey));
      watchAll();
    },
    next: open.buffer.next,
    close: () => {
      clearInterval(timer);
      open.buffer.close();
      streams.delete(open);
      watchAll();
    },
  };
}

function symbolsOf(exchange: ExchangeName, keys: ReadonlySet<string>): ReadonlySet<string> {
  const prefix = `${exchange} `;
  return new Set([...keys].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
}

function ticksOf(exchanges: ReadonlyMap<ExchangeName, LiveExchange>, key: string): readonly Tick[] {
  const [exchange = "", symbol = ""] = key.split(" ");
  return exchanges.get(exchange as ExchangeName)?.ticksOf(symbol) ?? [];
}

/** How many calls one question for candles may take. */
const PAGES = 12;

async function readCandles(
  exchange: LiveExchange | undefined,
  { symbol }: MarketId,
  timeframe: Timeframe,
  range: CandleRange,
): Promise<readonly Candle[]> {
  if (!exchange) return [];
  const length = timeframeMs(timeframe);
  const until = Math.min(range.until, exchange.closedBy());
  const end = until - (until % length);
  const from = Math.max(Math.ceil(range.from / length) * length, end - range.limit * length, 0);
  const found: Candle[] = [];
  let next = from;
  for (let page = 0; page < PAGES && next < end; page++) {
    const told = await exchange.candles(symbol, timeframe, marketMs(next), Math.ceil((end - next) / length));
    // none for anybody: out of the trades, as far back as they are known
    if (!told) return tradedOnly(exchange, symbol, timeframe, { from: marketMs(from), until: marketMs(end) });
    const fresh = told.filter(({ openAt }) => openAt >= next && openAt + length <= end);
    found.push(...fresh);
    const newest = fresh.at(-1);
    if (!newest) break;
    next = newest.openAt + length;
  }
  return withVolumes(found, exchange.tradedCandles(symbol, timeframe, marketMs(from), marketMs(end)));
}

async function tradedOnly(
  exchange: LiveExchange,
  symbol: string,
  timeframe: Timeframe,
  { from, until }: Omit<CandleRange, "limit">,
): Promise<readonly Candle[]> {
  await exchange.catchUp(symbol);
  return exchange.tradedCandles(symbol, timeframe, from, until);
}

/** Candles without a volume are those of a mark price: where all trades of one are known, they are the candle. */
function withVolumes(told: readonly Candle[], traded: readonly Candle[]): readonly Candle[] {
  if (traded.length === 0) return told;
  const known = new Map(traded.map((candle) => [candle.openAt, candle]));
  return told.map((candle) => {
    const heard = known.get(candle.openAt);
    return candle.volume.isZero() && heard?.volume.gt(0) ? heard : candle;
  });
}
