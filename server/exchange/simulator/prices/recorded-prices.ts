import type { MarketView, Print } from "@/server/exchange/simulator/core/sim-order";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, floorToStep, maxOf, roundToStep, toDecimal } from "@/server/kernel/money";
import { type Candle, timeframeMs } from "@/server/market/core/candle";
import { exchangeDefaults } from "@/server/market/core/exchange-defaults";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";
import { firstFrom } from "@/server/market/core/place-in-time";
import { universe } from "@/server/market/core/simulation/universe";
import { plainRecording, readRecording } from "@/server/market/feeds/read-recording";
import { candleFrom, type Recording, spanOf, stepOf } from "@/server/market/feeds/recording";
import type { PriceSource, Range } from "./price-source";

const LEVELS = 20;
const LEVEL_VALUE = toDecimal("50000");
/** A candle shows its open, high, low and close in quarters of its time. */
const POINTS = 4;

/** The one market of a recorded candle file, and the instant its prices begin at. */
export async function recordedPrices(
  exchange: ExchangeName,
  file: string,
): Promise<{ readonly prices: PriceSource; readonly startAt: MarketMs }> {
  const { recording } = await readRecording(file, plainRecording, Date.now());
  const rules = rulesFor(exchange, recording);
  const lengthMs = timeframeMs(recording.timeframe);
  const stepMs = lengthMs / POINTS;
  const pointAt = (at: number): { readonly openAt: number; readonly point: number } => {
    const openAt = at - (at % lengthMs);
    return { openAt, point: Math.floor((at - openAt) / stepMs) };
  };
  const known = (symbol: string) => symbol === rules.symbol;
  const prices: PriceSource = {
    markets: [rules],
    stateAt: (_symbol, at) => Math.floor(at / stepMs),
    view: (symbol, at) => {
      if (!known(symbol)) return null;
      const { openAt, point } = pointAt(at);
      const row = lastRowAt(recording, openAt);
      const candle = row === null ? null : candleFrom(recording, row, lengthMs);
      if (!candle) return null;
      const price = pointsOf(candle)[row === openAt ? point : POINTS - 1] ?? candle.close;
      return viewAround(price, marketMs(openAt + point * stepMs), rules);
    },
    candles: (symbol, timeframe, range) =>
      known(symbol) ? candlesOf(recording, timeframeMs(timeframe), range) : [],
    prints: (symbol, after, until, limit) =>
      known(symbol) ? printsOf(recording, stepMs, after, until, limit) : [],
  };
  return { prices, startAt: spanOf(recording).from };
}

/** The exchange's own rules where it lists the market, else what the file's digits allow. */
function rulesFor(exchange: ExchangeName, recording: Recording): MarketRules {
  const known = universe.find((each) => each.exchange === exchange && each.symbol === recording.symbol);
  const { makerFee, takerFee, minNotional } = exchangeDefaults[exchange];
  const { symbol, base, quote, priceScale, volumeScale } = recording;
  const lotSize = stepOf(volumeScale);
  const own = { tickSize: stepOf(priceScale), lotSize, minAmount: lotSize };
  return known
    ? { ...known, tickSize: own.tickSize }
    : {
        exchange,
        symbol,
        base,
        quote,
        tickSize: own.tickSize,
        lotSize,
        minAmount: lotSize,
        minNotional,
        makerFee,
        takerFee,
      };
}

function lastRowAt({ openAt }: Recording, at: number): number | null {
  const index = firstFrom(openAt, at + 1) - 1;
  return openAt[index] ?? null;
}

/** Whichever of high and low lies nearer to the open comes first. */
function pointsOf({ open, high, low, close }: Candle): readonly Decimal[] {
  return high.minus(open).lte(open.minus(low)) ? [open, high, low, close] : [open, low, high, close];
}

function candlesOf(recording: Recording, lengthMs: number, range: Range): readonly Candle[] {
  if (lengthMs < timeframeMs(recording.timeframe)) return [];
  const end = range.until - (range.until % lengthMs);
  const from = Math.max(Math.ceil(range.from / lengthMs) * lengthMs, end - range.limit * lengthMs, 0);
  const candles: Candle[] = [];
  for (let openAt = from; openAt < end; openAt += lengthMs) {
    const candle = candleFrom(recording, openAt, lengthMs);
    if (candle) candles.push(candle);
  }
  return candles;
}

/** Four prints a candle that have its prices and, together, its volume. */
function printsOf(
  recording: Recording,
  stepMs: number,
  after: MarketMs,
  until: MarketMs,
  limit: number,
): readonly Print[] {
  const lengthMs = stepMs * POINTS;
  const prints: Print[] = [];
  let row = firstFrom(recording.openAt, until + 1) - 1;
  for (; row >= 0 && prints.length < limit; row--) {
    const openAt = recording.openAt[row] ?? 0;
    if (openAt + lengthMs <= after) break;
    const candle = candleFrom(recording, openAt, lengthMs);
    if (candle)
      prints.push(
        ...printsIn(candle, recording, stepMs)
          .filter((each) => each.at > after && each.at <= until)
          .reverse(),
      );
  }
  return prints.slice(0, limit).reverse();
}

function printsIn(candle: Candle, recording: Recording, stepMs: number): Print[] {
  const quarter = floorToStep(candle.volume.div(POINTS), stepOf(recording.volumeScale));
  return pointsOf(candle).flatMap((price, point, points): Print[] => {
    const amount = point === 0 ? candle.volume.minus(quarter.times(POINTS - 1)) : quarter;
    if (amount.lte(0)) return [];
    const at = candle.openAt + point * stepMs;
    const rising = price.gte(points[point - 1] ?? price);
    return [{ id: String(at), at: marketMs(at), price, amount, side: rising ? "buy" : "sell" }];
  });
}

function viewAround(price: Decimal, at: MarketMs, rules: MarketRules): MarketView {
  const amount = maxOf(floorToStep(LEVEL_VALUE.div(price), rules.lotSize), rules.lotSize);
  const levels = (direction: 1 | -1): BookLevel[] =>
    Array.from({ length: LEVELS }, (_, index) =>
      roundToStep(price, rules.tickSize).plus(rules.tickSize.times(direction * (index + 1))),
    )
      .filter((each) => each.gt(0))
      .map((each) => ({ price: each, amount }));
  const [bids, asks] = [levels(-1), levels(1)];
  return {
    quote: { at, last: price, bid: bids[0]?.price ?? price, ask: asks[0]?.price ?? price },
    book: { at, bids, asks },
  };
}
