// The road of orders by the worker's own wiring, on prices that whoever opens it names.
import { setTimeout as sleep } from "node:timers/promises";
import { createLeadership } from "@/server/execution/lead";
import type { TradingRuntime } from "@/server/execution/runtime";
import { marketMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import { type Candle, type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { type MarketFeed, type MarketId, marketKey, type Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import { createRulesBook } from "@/server/market/rules-book";
import { logger } from "@/server/platform/logger";
import { openLiveVenues } from "@/server/worker/open-live-venues";
import { startTrader, type Trader } from "@/server/worker/start-trader";
import { realTime } from "./real-time";

export type NamedPrice = MarketId & { readonly price: string };
export type RoadSetup = { readonly rules: readonly MarketRules[]; readonly prices: readonly NamedPrice[] };
export type Road = {
  readonly trader: Trader;
  /** the same, whose candles stand at the price of now: what cycles decide on */
  readonly deciding: TradingRuntime;
  /** Shows the trader all prices. */
  readonly show: () => Promise<void>;
};

const LEAD_AGAIN_MS = 20;

/** Leads as soon as it may, and trades from then on. */
export async function openRoad({ rules, prices }: RoadSetup): Promise<Road> {
  const named = new Map(prices.map((one) => [marketKey(one), one]));
  const tickOf = (market: MarketId): Tick | undefined => {
    const known = named.get(marketKey(market));
    if (!known) return undefined;
    const { exchange, symbol } = known;
    const last = toDecimal(known.price);
    return { exchange, symbol, at: realTime.market(), last, bid: last, ask: last };
  };
  const leadership = createLeadership({ holder: `road:${process.pid}`, onLost: () => undefined });
  while (!(await leadership.tryLead().catch(() => false))) await sleep(LEAD_AGAIN_MS);
  const feed = namedPrices(rules, (market) => tickOf(market)?.last ?? null);
  const trader = await startTrader({
    feed,
    rules: await createRulesBook({ feed, wall: realTime.wall, onFailed: () => undefined }),
    clocks: realTime,
    speed: 1,
    leadership,
    lastTick: (exchange, symbol) => tickOf({ exchange, symbol }),
    openLive: (lastPrice) => openLiveVenues({ clocks: realTime, lastPrice }),
    onChanged: () => undefined,
    onSuperseded: () => undefined,
    log: logger("road"),
  });
  return {
    trader,
    deciding: {
      ...trader.runtime,
      loadCandles: (market, timeframe, slotAt, limit) =>
        feed.candles(market, timeframe, { from: marketMs(0), until: marketMs(slotAt), limit }),
    },
    show: () => trader.onTicks(prices.flatMap((one) => tickOf(one) ?? [])),
  };
}

/** Candles that stand at the price of now: what is proved is the road, not the market. */
const namedPrices = (
  rules: readonly MarketRules[],
  priceOf: (market: MarketId) => Decimal | null,
): MarketFeed => ({
  kind: "simulated",
  source: "proof",
  label: "PROOF",
  startAt: marketMs(Date.now()),
  endAt: null,
  markets: async () => rules,
  timeframesOf: () => ["1m"],
  spanOf: () => null,
  setActive: () => undefined,
  ticks: async () => [],
  candles: async (market, timeframe, { until }) => [candle(timeframe, until, priceOf(market))].flat(),
  book: async () => null,
});

const candle = (timeframe: Timeframe, until: number, close: Decimal | null): readonly Candle[] =>
  close === null
    ? []
    : [
        {
          openAt: marketMs(until - timeframeMs(timeframe)),
          open: close,
          high: close,
          low: close,
          close,
          volume: toDecimal("1"),
        },
      ];
