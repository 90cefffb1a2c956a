import { showBot } from "@/server/bots/show-bot";
import type { CandleView, ChartMarkView, ChartView } from "@/server/history/core/chart-view";
import { type MarketMs, toDate } from "@/server/kernel/clock";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { aggregateCandles } from "@/server/market/core/aggregate-candles";
import { type Candle, type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { findMarket } from "@/server/market/find-market";
import { loadCandles } from "@/server/market/load-candles";
import { listHoldingSpans } from "@/server/positions/list-closed-positions";
import { findFillsSince } from "./store";

const MARKS_MAX = 500;
const STORED_MAX = 5_000;
/** The timeframes a chart offers, beside the bot's own. */
const OFFERED = ["5m", "15m", "1h", "4h"] as const;
const OFFERED_MAX = 3;

/**
 * The candles a bot trades on with its fills and the times it held something.
 *
 * Candles are the stored ones of its own timeframe; longer ones are made of them, exactly. Refuses with `not_found`
 * for a bot that is not there, `invalid` for a timeframe that cannot be made, `not_now` where the market in use does
 * not have the bot's.
 */
export async function showBotChart(q: {
  readonly userId: string;
  readonly bot: string;
  readonly timeframe?: Timeframe | undefined;
  readonly limit: number;
  readonly marketNow: MarketMs;
}): Promise<Result<ChartView>> {
  const shown = await showBot(q.userId, q.bot);
  if (!shown.ok) return shown;
  const { exchange, symbol, botId, timeframe: own } = shown.value;
  const market = await findMarket(exchange, symbol);
  const offered = offeredFor(own);
  const [native] = offered;
  if (!market || !native) {
    return refuse(
      "not_now",
      `The market in use has no ${symbol} on ${exchangeLabel(exchange)}: there are no candles to show.`,
    );
  }
  const timeframe = q.timeframe ?? native;
  if (!offered.includes(timeframe))
    return refuse("invalid", `This bot's candles can be shown as ${offered.join(", ")}.`);
  const ratio = timeframeMs(timeframe) / timeframeMs(native);
  const stored = await loadCandles(
    exchange,
    symbol,
    native,
    q.marketNow,
    Math.min(q.limit * ratio, STORED_MAX),
  );
  const candles = aggregateCandles(stored, native, timeframe).slice(-q.limit);
  const from = candles[0]?.openAt ?? q.marketNow;
  const [fills, spans] = await Promise.all([
    findFillsSince({ userId: q.userId, botId, from, limit: MARKS_MAX }),
    listHoldingSpans({ userId: q.userId, botId, from, limit: MARKS_MAX }),
  ]);
  const { rules, kind } = market;
  return accept({
    exchange,
    symbol,
    base: rules.base,
    quote: rules.quote,
    marketKind: kind,
    priceDecimals: rules.tickSize.decimalPlaces(),
    timeframe,
    timeframes: offered,
    candles: candles.map(toCandleView),
    marks: fills.map(toMark).reverse(),
    holds: spans
      .map((span) => ({
        from: iso(span.openedMarketAt),
        until: span.closedMarketAt && iso(span.closedMarketAt),
      }))
      .reverse(),
  });
}

function offeredFor(own: string): readonly Timeframe[] {
  const native = timeframes.find((each) => each === own);
  if (!native) return [];
  const longer = OFFERED.filter(
    (each) => timeframeMs(each) > timeframeMs(native) && timeframeMs(each) % timeframeMs(native) === 0,
  );
  return [native, ...longer].slice(0, OFFERED_MAX);
}

const iso = (at: MarketMs): string => toDate(at).toISOString();

const toCandleView = (candle: Candle): CandleView => ({
  openAt: iso(candle.openAt),
  open: toText(candle.open),
  high: toText(candle.high),
  low: toText(candle.low),
  close: toText(candle.close),
  volume: toText(candle.volume),
});

const toMark = (fill: Awaited<ReturnType<typeof findFillsSince>>[number]): ChartMarkView => ({
  fillId: fill.fillId,
  marketAt: iso(fill.marketAt),
  side: fill.side,
  price: toText(fill.price),
  reasonCode: fill.reasonCode,
});
