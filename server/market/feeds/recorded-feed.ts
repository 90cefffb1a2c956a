import { createHash } from "node:crypto";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { MarketRules } from "@/server/market/core/market-rules";
import { CandleFileError } from "../candle-files/candle-file-error";
import { type Candle, type Timeframe, timeframeMs, timeframes } from "../core/candle";
import { exchangeDefaults } from "../core/exchange-defaults";
import { type MarketFeed, type MarketId, marketKey, type Tick } from "../core/market-feed";
import { firstFrom } from "../core/place-in-time";
import { universe } from "../core/simulation/universe";
import { leaveOutSpikes } from "./leave-out-spikes";
import { plainRecording, type RecordingAsk, readRecording } from "./read-recording";
import { type RecordedBook, readRecordedBook } from "./recorded-book";
import { COLUMNS, candleFrom, type Recording, spanOf, stepOf } from "./recording";

/** Candles before the first instant of trading: what indicators need to warm up. */
const WARM_UP_CANDLES = 600;
const WARM_UP_SHARE = 0.1;
const HASH_DIGITS = 16;

/** Where inside its candle each price shows, as a share of the length; the close comes in the last millisecond. */
const SECOND_AT = 0.3;
const THIRD_AT = 0.65;

/**
 * Recorded candles behind the feed's port. Every price shown stands in a file: a candle gives its open, its
 * extremes (low first when it rose, else high first) and its close, at fixed instants. A recording knows no
 * quotes, so bid = ask = last. Candles that are spikes are left out and counted. `bookFiles` (form: recorded-book.ts) add the books of their markets.
 * Throws CandleFileError, one sentence, when any file is not sound: all or nothing.
 */
export async function openRecordedFeed(
  files: readonly string[],
  nowMs: number,
  { ask = plainRecording, bookFiles = [] }: { ask?: RecordingAsk; bookFiles?: readonly string[] } = {},
): Promise<MarketFeed> {
  if (files.length === 0) throw new CandleFileError("No recorded file is named: add --candles FILE.");
  const hash = createHash("sha256");
  const recordings = new Map<string, Recording>();
  const spikes = new Map<string, number>();
  for (const file of [...files].sort()) {
    const { recording: read, table } = await readRecording(file, ask, nowMs);
    const { recording, spikes: leftOut } = leaveOutSpikes(read);
    const known = recordings.get(marketKey(recording));
    if (known) {
      throw new CandleFileError(
        `${recording.file} and ${known.file} hold the same market: give one file per market.`,
      );
    }
    recordings.set(marketKey(recording), recording);
    if (leftOut > 0) spikes.set(marketKey(recording), leftOut);
    hash.update(`${recording.file} ${table.sha256}\n`);
  }
  const books = new Map<string, RecordedBook>();
  for (const file of [...bookFiles].sort()) {
    const book = await readRecordedBook(file);
    books.set(marketKey(book), book);
    hash.update(`${book.file} ${book.sha256}\n`);
  }
  const feed = feedOf(recordings, books, hash.digest("hex").slice(0, HASH_DIGITS));
  const leftOut = (market: MarketId) => {
    const spike = spikes.get(marketKey(market));
    return spike === undefined ? {} : { spike };
  };
  return { ...feed, leftOut };
}

function feedOf(
  recordings: ReadonlyMap<string, Recording>,
  books: ReadonlyMap<string, RecordedBook>,
  digest: string,
): MarketFeed {
  const all = [...recordings.values()];
  const startAt = marketMs(Math.max(...all.map(warmAt)));
  const first = all.find((recording) => spanOf(recording).until <= startAt);
  if (first) {
    throw new CandleFileError(
      `${first.file} ends before the others have begun: give files that overlap in time, or one alone.`,
    );
  }
  const from = Math.min(...all.map((recording) => spanOf(recording).from));
  const endAt = marketMs(Math.max(...all.map((recording) => spanOf(recording).until)));
  let active: readonly Recording[] = [];
  return {
    kind: "recorded",
    source: `recorded:${digest}`,
    label: `RECORDED ${dayOf(from)} … ${dayOf(endAt)}`,
    startAt,
    endAt,
    markets: async () => all.map(rulesOf),
    timeframesOf: (market) => timeframesOf(market, recordings),
    spanOf: (market) => {
      const recording = recordings.get(marketKey(market));
      return recording ? spanOf(recording) : null;
    },
    setActive: (wanted) => {
      active = [...new Set(wanted.map(marketKey))].flatMap((key) => recordings.get(key) ?? []);
    },
    ticks: async (after, until) =>
      active.flatMap((recording) => ticksOf(recording, after, until)).sort((a, b) => a.at - b.at),
    candles: async (market, timeframe, range) => {
      const recording = recordings.get(marketKey(market));
      return recording ? candlesOf(recording, timeframe, range) : [];
    },
    book: async (market, at) => books.get(marketKey(market))?.bookAt(at) ?? null,
  };
}

/** Those that the recording's own candles add up to. */
function timeframesOf(market: MarketId, recordings: ReadonlyMap<string, Recording>): readonly Timeframe[] {
  const recording = recordings.get(marketKey(market));
  if (!recording) return [];
  const stepMs = timeframeMs(recording.timeframe);
  return timeframes.filter((timeframe) => timeframeMs(timeframe) % stepMs === 0);
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function warmAt({ openAt }: Recording): number {
  const rows = Math.max(1, Math.min(WARM_UP_CANDLES, Math.floor(openAt.length * WARM_UP_SHARE)));
  return openAt[rows] ?? 0;
}

/** Tick and lot from the file's own decimals, the rest from what is known of the exchange. */
function rulesOf(recording: Recording): MarketRules {
  const { exchange, symbol, base, quote } = recording;
  const known = universe.find((rules) => rules.exchange === exchange && rules.symbol === symbol);
  const { makerFee, takerFee, minNotional, homeQuote } = exchangeDefaults[exchange];
  const lotSize = known?.lotSize ?? stepOf(recording.volumeScale);
  return {
    exchange,
    symbol,
    base,
    quote,
    tickSize: stepOf(recording.priceScale),
    lotSize,
    minAmount: known?.minAmount ?? lotSize,
    // A minimum in another currency than the home quote is unknown: one lot is the only limit then.
    minNotional: quote === homeQuote ? minNotional : minNotional.times(0),
    makerFee,
    takerFee,
  };
}

function ticksOf(recording: Recording, after: MarketMs, until: MarketMs): Tick[] {
  const { openAt, timeframe } = recording;
  const lengthMs = timeframeMs(timeframe);
  const ticks: Tick[] = [];
  for (let row = firstFrom(openAt, after - lengthMs + 1); row < openAt.length; row++) {
    const opened = openAt[row] ?? 0;
    if (opened > until) break;
    for (const tick of ticksOfRow(recording, row, lengthMs)) {
      if (tick.at > after && tick.at <= until) ticks.push(tick);
    }
  }
  return ticks;
}

function ticksOfRow(recording: Recording, row: number, lengthMs: number): readonly Tick[] {
  const { exchange, symbol, values, openAt } = recording;
  const step = stepOf(recording.priceScale);
  const [open = 0, high = 0, low = 0, close = 0] = values.subarray(row * COLUMNS, row * COLUMNS + 4);
  const [second, third] = close > open ? [low, high] : [high, low];
  const opened = openAt[row] ?? 0;
  const tick = (offsetMs: number, price: number): Tick => {
    const last = step.times(price);
    return { exchange, symbol, at: marketMs(opened + Math.floor(offsetMs)), last, bid: last, ask: last };
  };
  return [
    tick(0, open),
    tick(lengthMs * SECOND_AT, second),
    tick(lengthMs * THIRD_AT, third),
    tick(lengthMs - 1, close),
  ];
}

function candlesOf(
  recording: Recording,
  timeframe: Timeframe,
  range: { readonly from: MarketMs; readonly until: MarketMs; readonly limit: number },
): readonly Candle[] {
  const lengthMs = timeframeMs(timeframe);
  if (lengthMs % timeframeMs(recording.timeframe) !== 0) return [];
  const span = spanOf(recording);
  const end = Math.min(range.until, span.until);
  const first = Math.ceil(Math.max(range.from, span.from) / lengthMs) * lengthMs;
  const candles: Candle[] = [];
  // Newest first, so that `limit` counts real candles and not the gaps between them.
  for (let openAt = Math.floor(end / lengthMs) * lengthMs - lengthMs; openAt >= first; openAt -= lengthMs) {
    if (candles.length >= range.limit) break;
    const candle = candleFrom(recording, openAt, lengthMs);
    if (candle) candles.push(candle);
  }
  return candles.reverse();
}
