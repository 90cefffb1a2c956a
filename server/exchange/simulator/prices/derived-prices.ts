import type { MarketView } from "@/server/exchange/simulator/core/sim-order";
import { Decimal, floorToStep, maxOf } from "@/server/kernel/money";
import type { BookLevel } from "@/server/market/core/order-book";
import type { PriceSource } from "./price-source";
import type { SideMarket } from "./side-markets";

type Rounding = typeof Decimal.ROUND_FLOOR | typeof Decimal.ROUND_CEIL | typeof Decimal.ROUND_HALF_EVEN;

/** A source's own markets, and those that follow one of them. */
export function derivedPrices(source: PriceSource, side: readonly SideMarket[]): PriceSource {
  const markets = new Map(side.map((market) => [market.rules.symbol, market]));
  return {
    markets: [...source.markets, ...side.map(({ rules }) => rules)],
    stateAt: (symbol, at) => source.stateAt(markets.get(symbol)?.from ?? symbol, at),
    view: (symbol, at) => {
      const market = markets.get(symbol);
      if (!market) return source.view(symbol, at);
      const view = source.view(market.from, at);
      return view && viewOf(market, view);
    },
    candles: (symbol, timeframe, range) => {
      const market = markets.get(symbol);
      if (!market) return source.candles(symbol, timeframe, range);
      return source.candles(market.from, timeframe, range).map((candle) => ({
        openAt: candle.openAt,
        open: priceOf(market, candle.open),
        high: priceOf(market, candle.high),
        low: priceOf(market, candle.low),
        close: priceOf(market, candle.close),
        volume: amountOf(market, candle.volume),
      }));
    },
    prints: (symbol, after, until, limit) => {
      const market = markets.get(symbol);
      if (!market) return source.prints(symbol, after, until, limit);
      return source.prints(market.from, after, until, limit).map((print) => ({
        ...print,
        price: priceOf(market, print.price),
        amount: amountOf(market, print.amount),
      }));
    },
  };
}

function viewOf(market: SideMarket, { quote, book }: MarketView): MarketView {
  const bids = levelsOf(market, book.bids, Decimal.ROUND_FLOOR);
  const asks = levelsOf(market, book.asks, Decimal.ROUND_CEIL);
  // what rounding brought together stays a tick apart
  const bid = bids[0]?.price ?? priceOf(market, quote.bid);
  const ask = asks[0]?.price.gt(bid) ? asks[0].price : bid.plus(market.rules.tickSize);
  const apart = asks.filter(({ price }) => price.gte(ask));
  return {
    quote: { at: quote.at, last: priceOf(market, quote.last), bid, ask },
    book: { at: book.at, bids, asks: apart },
  };
}

function levelsOf(market: SideMarket, levels: readonly BookLevel[], rounding: Rounding): BookLevel[] {
  const merged = new Map<string, BookLevel>();
  for (const level of levels) {
    const price = priceOf(market, level.price, rounding);
    const key = price.toFixed();
    const amount = amountOf(market, level.amount).plus(merged.get(key)?.amount ?? 0);
    merged.set(key, { price, amount });
  }
  return [...merged.values()];
}

function priceOf(
  { slope, offset, rules }: SideMarket,
  price: Decimal,
  rounding: Rounding = Decimal.ROUND_HALF_EVEN,
): Decimal {
  const ticks = price.times(slope).plus(offset).div(rules.tickSize).toDecimalPlaces(0, rounding);
  return maxOf(ticks, new Decimal(1)).times(rules.tickSize);
}

const amountOf = ({ volume, rules }: SideMarket, amount: Decimal): Decimal =>
  maxOf(floorToStep(amount.times(volume), rules.lotSize), rules.lotSize);
