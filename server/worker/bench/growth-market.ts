import { marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Decimal, toDecimal } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";

const KEPT = 700;
/** of the price, per candle: what a five-minute candle of a large coin moves */
const MOVE = 0.0015;
const LOT = toDecimal("0.0001");

/** A walk of prices for some markets, the same for the same seed, candle by candle. */
export function createGrowthMarket(options: {
  readonly symbols: readonly string[];
  readonly from: number;
  readonly stepMs: number;
  readonly seed: number;
}) {
  const { symbols, stepMs } = options;
  const random = randomFrom(options.seed);
  const series = new Map<string, Candle[]>(symbols.map((symbol) => [symbol, []]));
  let at = options.from;
  const next = (symbol: string): Candle => {
    const before = series.get(symbol)?.at(-1)?.close.toNumber() ?? 100;
    // the sum of a few is near enough to what prices do between two candles
    const move = (random() + random() + random() + random() - 2) * MOVE;
    const close = before * (1 + move);
    const [low, high] = [Math.min(before, close) * (1 - MOVE / 3), Math.max(before, close) * (1 + MOVE / 3)];
    const exact = (value: number) => new Decimal(value.toFixed(2));
    return {
      openAt: marketMs(at),
      open: exact(before),
      high: exact(high),
      low: exact(low),
      close: exact(close),
      volume: new Decimal((1_000 * (0.5 + random())).toFixed(3)),
    };
  };
  /** Closes one candle everywhere; gives it by market. */
  const step = (): ReadonlyMap<string, Candle> => {
    const closed = new Map<string, Candle>();
    for (const [symbol, candles] of series) {
      const candle = next(symbol);
      candles.push(candle);
      if (candles.length > KEPT) candles.shift();
      closed.set(symbol, candle);
    }
    at += stepMs;
    return closed;
  };
  const tickOf = (exchange: ExchangeName, symbol: string): Tick | undefined => {
    const last = series.get(symbol)?.at(-1)?.close;
    return last && { exchange, symbol, at: marketMs(at), last, bid: last, ask: last };
  };
  return {
    step,
    tickOf,
    now: () => marketMs(at),
    newest: (symbol: string, count: number) => (series.get(symbol) ?? []).slice(-count),
  };
}

export const growthRules = (exchange: ExchangeName, symbol: string): MarketRules => ({
  exchange,
  symbol,
  base: symbol.split("/")[0] ?? symbol,
  quote: "USDT",
  tickSize: toDecimal("0.01"),
  lotSize: LOT,
  minAmount: LOT,
  minNotional: toDecimal("5"),
  makerFee: toDecimal("0.001"),
  takerFee: toDecimal("0.001"),
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
