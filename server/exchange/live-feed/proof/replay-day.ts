import { setTimeout as sleep } from "node:timers/promises";
import { openMarketData } from "@/server/exchange/open-exchange";
import { fastClocks } from "@/server/exchange/simulator/prices/fast-clocks";
import { recordedPrices } from "@/server/exchange/simulator/prices/recorded-prices";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { type MarketMs, marketMs, plusMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import { marketKey } from "@/server/market/core/market-feed";
import { LiveExchange } from "../live-exchange";
import { createLiveFeed } from "../live-feed";
import { LIVE_PACE } from "../live-pace";
import { openPushSource } from "../open-push-source";

export type ReplayAsk = {
  /** a recorded candle file of 5 minutes */
  readonly file: string;
  /** market time replayed, ms */
  readonly lengthMs: number;
  readonly speed: number;
  /** between two faults of each connection, wall ms */
  readonly cutEveryMs: number;
};

export type ReplayResult = {
  readonly exchange: ExchangeName;
  /** closed candles of the file in the replayed time */
  readonly inFile: number;
  /** those that the feed hands out as they are in the file */
  readonly equal: number;
  /** the same of candles made of nothing but the trades that were heard */
  readonly equalFromTrades: number;
  readonly faults: number;
  /** how often the feed said that trades are gone for good */
  readonly lost: number;
};

const TIMEFRAME = "5m";
const STEP = timeframeMs(TIMEFRAME);
/** History before the replay begins. */
const BEFORE_MS = 2 * 86_400_000;
const WIRE_FAULTS = ["socket_lost", "socket_duplicate", "socket_out_of_order"] as const;
const quiet = { info: () => undefined, warn: () => undefined };

/**
 * Replays a stretch of a recorded market at all five simulated exchanges, faster than it was, while every connection is
 * cut again and again and loses, repeats and shuffles messages: what the feed makes of it is compared with the file.
 */
export async function replayDay(ask: ReplayAsk): Promise<readonly ReplayResult[]> {
  const { startAt } = await recordedPrices("binance", ask.file);
  const begin = marketMs(startAt + BEFORE_MS);
  const clocks = fastClocks(ask.speed, begin);
  const opened = await Promise.all(exchangeNames.map((exchange) => open(exchange, ask, clocks)));
  const feed = createLiveFeed({
    kind: "simulated",
    source: "replay",
    label: "REPLAY",
    startAt: begin,
    open: (heard) => opened.map(({ make }) => make(heard)),
  });
  const markets = (await feed.markets()).filter(({ symbol }) => symbol === opened[0]?.symbol);
  feed.setActive(markets);
  const struck = await strikeWhile(ask, opened, () => clocks.market() < begin + ask.lengthMs);
  // what came last is heard, and its candles are closed
  for (const { simulator } of opened) simulator.control.clearFaults();
  await sleep(5_000);
  const until = marketMs(begin + ask.lengthMs - (ask.lengthMs % STEP));
  const results: ReplayResult[] = [];
  for (const one of opened) {
    const market = markets.find(({ exchange }) => exchange === one.exchange);
    if (!market) throw new Error(`${one.exchange} does not list ${one.symbol}`);
    // the first whole one after everything was connected
    const from = marketMs(Math.ceil(plusMs(begin, STEP) / STEP) * STEP);
    const wanted = one.candles(from, until);
    const told = await feed.candles(market, TIMEFRAME, { from, until, limit: 5_000 });
    await one.live().catchUp(one.symbol);
    const heard = one.live().tradedCandles(one.symbol, TIMEFRAME, from, until);
    results.push({
      exchange: one.exchange,
      inFile: wanted.length,
      equal: countEqual(wanted, told, marketKey(market).startsWith("valr") ? withoutVolume : whole),
      equalFromTrades: countEqual(wanted, heard, whole),
      faults: struck,
      lost: one.lost(),
    });
  }
  await feed.close();
  await Promise.all(opened.map(({ simulator }) => simulator.close()));
  return results;
}

async function open(exchange: ExchangeName, ask: ReplayAsk, clocks: ReturnType<typeof fastClocks>) {
  const { prices } = await recordedPrices(exchange, ask.file);
  const simulator = await startSimulator({ exchange, prices, clocks, limits: 0 });
  const site = { kind: "simulator", origin: simulator.origin } as const;
  const [data, push] = [await openMarketData(exchange, { site }), await openPushSource(exchange, { site })];
  const symbol = prices.markets[0]?.symbol ?? "";
  let live: LiveExchange | null = null;
  let lost = 0;
  return {
    exchange,
    simulator,
    symbol,
    lost: () => lost,
    live: () => live as LiveExchange,
    candles: (from: MarketMs, until: MarketMs) =>
      prices.candles(symbol, TIMEFRAME, { from, until, limit: Number.MAX_SAFE_INTEGER }),
    make: ({ onTicks }: { readonly onTicks: ConstructorParameters<typeof LiveExchange>[0]["onTicks"] }) => {
      live = new LiveExchange({
        data,
        push,
        now: clocks.market,
        onTicks,
        onLost: () => lost++,
        log: quiet,
        // quiet is judged by the market's clock, which runs faster
        pace: { ...LIVE_PACE, quietMs: LIVE_PACE.quietMs * ask.speed },
      });
      return live;
    },
  };
}

/** Cuts every connection now and then, every third time half open; gives how often. */
async function strikeWhile(
  { cutEveryMs }: ReplayAsk,
  opened: readonly { readonly simulator: Simulator }[],
  goesOn: () => boolean,
): Promise<number> {
  let struck = 0;
  for (; goesOn(); struck++) {
    for (const { simulator } of opened) {
      const { control } = simulator;
      control.clearFaults();
      for (const name of WIRE_FAULTS) control.setFault({ name, probability: 0.1 });
      control.setFault({ name: struck % 3 === 2 ? "socket_silent" : "socket_cut", times: 1 });
      // one that pushes nothing fails when it is asked
      control.setFault({ name: "error_before", on: "public", times: 1 });
    }
    for (const end = Date.now() + cutEveryMs; goesOn() && Date.now() < end; ) await sleep(100);
  }
  return struck;
}

const whole = ({ openAt, open, high, low, close, volume }: Candle): string =>
  [openAt, ...[open, high, low, close, volume].map((each) => each.toFixed())].join(" ");

/** VALR's candles are of its mark price, without a volume. */
const withoutVolume = ({ openAt, open, high, low, close }: Candle): string =>
  [openAt, ...[open, high, low, close].map((each) => each.toFixed())].join(" ");

function countEqual(
  wanted: readonly Candle[],
  found: readonly Candle[],
  shown: (candle: Candle) => string,
): number {
  const known = new Set(found.map(shown));
  return wanted.filter((candle) => known.has(shown(candle))).length;
}
