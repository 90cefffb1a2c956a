// The same recorded candles and the same parameters, once through the trading core (the plain loop: decisions, risk
// sizing, stops on ticks, fills of the paper model) and once through the backtest in strict mode.
import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { ONE } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketFeed, Tick } from "@/server/market/core/market-feed";
import { openRecordedFeed } from "@/server/market/feeds/recorded-feed";
import { defaultSettings } from "@/server/settings/core/settings";
import { emaCross } from "@/server/strategy/core/ema-cross";
import type { Strategy } from "@/server/strategy/core/strategy";
import { type Act, type FilledOrder, runPlainLoop } from "@/server/worker/testing/run-plain-loop";
import { backtestRequest } from "./core/backtest-request";
import { readParams, replaySpan, signalsOfSpan, wholeSpan } from "./core/replay-span";
import { type FlatTrade, toFlatTrades } from "./core/report/flat-trades";
import { toRunOptions } from "./core/run-options";
import { sliceColumns } from "./core/slice-columns";
import { loadReplayCandles } from "./load-replay-candles";

const RECORDING = path.resolve(
  import.meta.dirname,
  "../../../shared/facts/market/BINANCE_BTC-USDT_5m.csv.gz",
);
const STEP_MS = 300_000;
const SLOTS = 3_000;
const LEAD = 4_000;
const MARKET = { exchange: "binance" as const, symbol: "BTC/USDT" };
const CAPITAL = "10000";
/** Thousands of candles twice over: seconds on an idle machine. */
const LONG_MS = 180_000;
/** What the paper model takes of each market order: half the spread, then the slippage. */
const SLIPPAGE =
  (1 + Number(defaultSettings.paperHalfSpread)) * (1 + Number(defaultSettings.paperSlippage)) - 1;
/** The declared model of time: a price holds until the paper venue's latency is over. Each tick is seen again then. */
function withEchoes(feed: MarketFeed): MarketFeed {
  const delayMs = defaultSettings.paperLatencyMs;
  const echo = (tick: Tick): Tick => ({ ...tick, at: marketMs(tick.at + delayMs) });
  return {
    ...feed,
    ticks: async (after, until) =>
      (await feed.ticks(after, until))
        // the close comes in the candle's last millisecond: its echo belongs to the candle, too
        .map((tick) =>
          tick.at % STEP_MS === STEP_MS - 1 ? { ...tick, at: marketMs(tick.at - delayMs) } : tick,
        )
        .flatMap((tick) => [tick, echo(tick)])
        .sort((a, b) => a.at - b.at),
  };
}

/** One side of a trade; `slot` is the open of the candle it was ordered in, null for an exit hit by a tick. */
type Order = {
  readonly side: string;
  readonly slot: number | null;
  readonly reason: string;
  readonly price: number;
  readonly amount: number;
  /** open of the candle of an exit hit inside one; known of the backtest's only */
  readonly hitIn?: number;
};

/** Every order decided at a close is filled, one after the other: acts and filled orders of one kind belong together in order. */
function toOrders(acts: readonly Act[], filledOrders: readonly FilledOrder[]): readonly Order[] {
  const slots = {
    entry_signal: acts.filter(({ action }) => action === "enter").map(({ slot }) => slot),
    exit_signal: acts.filter(({ action }) => action === "exit").map(({ slot }) => slot),
  };
  return filledOrders.map(({ side, reason, price, amount }) => ({
    side,
    reason,
    price: Number(price),
    amount: Number(amount),
    slot: reason === "entry_signal" || reason === "exit_signal" ? (slots[reason].shift() ?? null) : null,
  }));
}

const EXITS: { readonly [reason: string]: string } = {
  exit_signal: "exit_signal",
  stop_loss: "stop_loss",
  time_stop: "time_stop",
  roi: "take_profit",
  trailing_stop_loss: "trailing_stop",
};

const ofTrades = (trades: readonly FlatTrade[]): readonly Order[] =>
  trades.flatMap(({ openAt, closeAt, openRate, closeRate, amount, exitReason }) => {
    const isDecided = exitReason === "exit_signal";
    const buy = { side: "buy", slot: openAt, reason: "entry_signal", price: openRate, amount };
    const reason = EXITS[exitReason];
    // the backtest sells what is left at the end of the period, the loop keeps it
    if (!reason) return [buy];
    return [
      buy,
      { side: "sell", slot: isDecided ? closeAt : null, reason, price: closeRate, amount, hitIn: closeAt },
    ];
  });

describe.skipIf(!existsSync(RECORDING))("backtest and paper on recorded candles", () => {
  let feed: MarketFeed;
  beforeAll(async () => {
    feed = await openRecordedFeed([RECORDING], Date.now());
  });

  async function paper(params: object): Promise<readonly Order[]> {
    const until = marketMs(feed.startAt + SLOTS * STEP_MS);
    const echoed = withEchoes(feed);
    echoed.setActive([MARKET]);
    const setup = { market: MARKET, params: { ...params }, capital: CAPITAL, until };
    const { acts, filledOrders } = await runPlainLoop(echoed, setup);
    return toOrders(acts, filledOrders);
  }

  async function backtest(params: object): Promise<readonly FlatTrade[]> {
    const [rules] = await feed.markets();
    if (!rules) throw new Error("no market");
    const [from, until] = [feed.startAt, feed.startAt + SLOTS * STEP_MS];
    const loaded = await loadReplayCandles(feed, {
      market: MARKET,
      timeframe: "5m",
      from,
      until,
      lead: LEAD,
    });
    if (!loaded.ok) throw new Error(loaded.refusal.message);
    const request = backtestRequest.parse({
      kind: "run",
      symbols: [MARKET.symbol],
      exchange: "binance" as const,
      timeframe: "5m",
      strategy: "ema-cross",
      from: new Date(from).toISOString(),
      to: new Date(until).toISOString(),
      params,
      wallet: CAPITAL,
      riskMode: "balanced",
      slippage: SLIPPAGE.toFixed(10),
    });
    const replay = {
      strategy: emaCross as unknown as Strategy,
      params: {},
      options: toRunOptions(request, rules, defaultSettings),
      ...loaded.value,
      stepMs: STEP_MS,
    };
    const own = readParams({ ...replay, params: request.params }, {});
    if (!own.ok) throw new Error(own.words);
    const span = wholeSpan(replay);
    const signals = signalsOfSpan(replay, own.value, span);
    const run = replaySpan(replay, {}, own.value, { span, signals, cash: Number(CAPITAL), equity: null });
    return toFlatTrades(MARKET.symbol, run.trades, sliceColumns(replay.candles, span), STEP_MS);
  }

  const candlesByOpen = async () => {
    const range = { from: feed.startAt, until: marketMs(feed.startAt + SLOTS * STEP_MS), limit: SLOTS };
    const candles = await feed.candles(MARKET, "5m", range);
    return new Map(candles.map((candle) => [candle.openAt as number, candle]));
  };

  /**
   * The one place where they may differ: a candle as wide as the trailing distance may have risen before it fell. Ticks
   * know the order, a candle does not, and the strict model takes the worse one.
   */
  const isUnknowable = (candle: Candle | undefined) =>
    candle?.high.times(ONE.minus(defaultSettings.trailingStop)).gte(candle.low) ?? false;

  it.each([
    { fast: 12, slow: 26 },
    { fast: 5, slow: 13 },
    { fast: 8, slow: 21, trend: 50 },
  ])(
    `makes identical orders of the EMA cross %j in ${SLOTS} candles`,
    async (params) => {
      const [orders, replayed] = [await paper(params), ofTrades(await backtest(params))];
      const candles = await candlesByOpen();
      const pairs = orders.map((order, place) => [order, replayed[place] as Order] as const);
      expect(orders.length).toBeGreaterThan(20);
      expect(replayed.length).toBe(orders.length);
      const shape = ({ side, slot, reason }: Order) => `${side} ${reason} ${slot}`;
      const differing = pairs.filter(([order, other]) => shape(order) !== shape(other));
      for (const [order, other] of differing) {
        expect([order.slot, order.side, other.slot, other.side]).toEqual([null, "sell", null, "sell"]);
        expect(isUnknowable(candles.get(other.hitIn ?? 0))).toBe(true);
      }
      expect(differing.length).toBeLessThanOrEqual(1);
      for (const [order, other] of pairs.filter(([{ slot }]) => slot !== null)) {
        const open = candles.get(order.slot as number)?.open.toNumber() ?? Number.NaN;
        const declared = open * (order.side === "buy" ? 1 + SLIPPAGE : 1 - SLIPPAGE);
        // the paper model rounds to the tick, against the taker
        expect(Math.abs(order.price - declared)).toBeLessThanOrEqual(0.01 + 1e-6);
        expect(Math.abs(other.price - declared)).toBeLessThanOrEqual(1e-6);
        // sized by the last close there, by the order's own price here; what an exit made otherwise is in every later size
        const earlier = differing.some(
          ([one]) => pairs.findIndex(([two]) => two === one) < orders.indexOf(order),
        );
        expect(Math.abs(order.amount / other.amount - 1)).toBeLessThan(earlier ? 0.02 : 0.005);
      }
    },
    LONG_MS,
  );

  it(
    "a stop sells no better on paper than in the backtest, and no lower than the candle went",
    async () => {
      const params = { fast: 60, slow: 200 };
      const hits = (all: readonly Order[]) =>
        all.filter(({ side, slot }) => side === "sell" && slot === null);
      const [onPaper, replayed] = [hits(await paper(params)), hits(ofTrades(await backtest(params)))];
      const candles = await candlesByOpen();
      expect(onPaper.length).toBeGreaterThan(0);
      expect(replayed.map(({ reason }) => reason)).toEqual(onPaper.map(({ reason }) => reason));
      onPaper.forEach(({ price }, place) => {
        const other = replayed[place] as Order;
        const low = candles.get(other.hitIn ?? 0)?.low.toNumber() ?? Number.NaN;
        expect(price).toBeLessThanOrEqual(other.price / (1 - SLIPPAGE) + 0.01);
        expect(price).toBeGreaterThanOrEqual(low * (1 - SLIPPAGE) - 0.01);
        expect(other.price).toBeGreaterThanOrEqual(low * (1 - SLIPPAGE) - 1e-6);
      });
    },
    LONG_MS,
  );
});
