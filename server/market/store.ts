import type { MarketSession as SessionRow } from "@/prisma/generated/client";
import { record } from "@/server/audit/record";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { Decimal, ZERO } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import type { MarketRules } from "@/server/market/core/market-rules";
import { db, type RecordTx } from "@/server/platform/db";
import { type Candle, type Timeframe, timeframeMs, timeframes } from "./core/candle";
import type { CandleSeries, MarketFeed, MarketId, MarketKind, PriceSpan } from "./core/market-feed";
import type { SavedClock } from "./core/saved-clock";

export type SeriesCandles = { readonly series: CandleSeries; readonly candles: readonly Candle[] };

const ROWS_PER_INSERT = 1_000;

/** What the session in use says of itself. `speed` is plain decimal text. */
export type ActiveSession = {
  readonly source: string;
  readonly kind: MarketKind;
  readonly label: string;
  readonly speed: string;
  readonly clock: SavedClock;
};

/** The session in use, null before the first start. */
export async function findActiveSession(): Promise<ActiveSession | null> {
  const row = await db.marketSession.findFirst({ where: { active: true } });
  if (!row) return null;
  return {
    source: row.source,
    kind: row.kind,
    label: row.label,
    speed: row.speed.toFixed(),
    clock: {
      marketAt: marketMs(row.marketAt),
      wallAt: wallMs(row.wallAt),
      ceiling: marketMs(row.ceilingMarketAt),
      speed: row.speed.toNumber(),
    },
  };
}

export const findSession = (source: string): Promise<SessionRow | null> =>
  db.marketSession.findUnique({ where: { source } });

type SessionToOpen = { readonly feed: MarketFeed; readonly speed: string; readonly wallNow: WallMs };

/** Makes the feed's session the active one and saves its markets' rules, in one transaction. */
export function saveOpenSession(
  { feed, speed, wallNow }: SessionToOpen,
  rules: readonly MarketRules[],
): Promise<SessionRow> {
  const { source, kind, label } = feed;
  return record(async (tx) => {
    await tx.marketSession.updateMany({ where: { active: true, NOT: { source } }, data: { active: false } });
    const startAt = toDate(feed.startAt);
    const wallAt = toDate(wallNow);
    const opened = await tx.marketSession.upsert({
      where: { source },
      create: {
        source,
        kind,
        label,
        speed,
        wallAt,
        active: true,
        startMarketAt: startAt,
        marketAt: startAt,
        ceilingMarketAt: startAt,
      },
      update: { label, speed, active: true },
    });
    await saveRules(tx, feed, rules);
    return opened;
  });
}

/** Stores rules that have changed while the session goes on. */
export const saveRulesAgain = (feed: RulesFeed, rules: readonly MarketRules[]): Promise<void> =>
  record((tx) => saveRules(tx, feed, rules));

type RulesFeed = Pick<MarketFeed, "source" | "kind" | "timeframesOf" | "spanOf">;

async function saveRules(tx: RecordTx, feed: RulesFeed, rules: readonly MarketRules[]): Promise<void> {
  const known = await tx.market.findMany({ where: { source: feed.source } });
  const rows = rules.map((one) => toMarketRow(one, feed));
  const knownBy = new Map(known.map((row) => [`${row.exchange} ${row.symbol}`, row]));
  const changed = rows.filter((row) => {
    const before = knownBy.get(`${row.exchange} ${row.symbol}`);
    return before && (RULE_COLUMNS.some((column) => !before[column].eq(row[column])) || differ(before, row));
  });
  for (const { source, exchange, symbol, ...data } of changed) {
    await tx.market.update({ where: { source_exchange_symbol: { source, exchange, symbol } }, data });
  }
  await tx.market.createMany({ data: rows, skipDuplicates: true });
}

const RULE_COLUMNS = ["tickSize", "lotSize", "minAmount", "minNotional", "makerFee", "takerFee"] as const;

type Told = {
  readonly timeframes: readonly string[];
  readonly pricesFrom: Date | null;
  readonly pricesUntil: Date | null;
};
const inWords = ({ timeframes: all, pricesFrom, pricesUntil }: Told): string =>
  [...all, pricesFrom?.getTime(), pricesUntil?.getTime()].join();
const differ = (a: Told, b: Told): boolean => inWords(a) !== inWords(b);

function toMarketRow(rules: MarketRules, feed: RulesFeed) {
  const { source, kind } = feed;
  const { exchange, symbol, base, quote } = rules;
  return {
    source,
    kind,
    exchange,
    symbol,
    base,
    quote,
    tickSize: rules.tickSize.toFixed(),
    lotSize: rules.lotSize.toFixed(),
    minAmount: rules.minAmount.toFixed(),
    minNotional: rules.minNotional.toFixed(),
    makerFee: rules.makerFee.toFixed(),
    takerFee: rules.takerFee.toFixed(),
    timeframes: [...feed.timeframesOf(rules)],
    ...toSpanRow(feed.spanOf(rules)),
  };
}

const toSpanRow = (span: PriceSpan | null) => ({
  pricesFrom: span && toDate(span.from),
  pricesUntil: span && toDate(span.until),
});

type ClockSave = {
  readonly source: string;
  /** ceilings of which one must stand in the row: another clock has taken the session over when none does */
  readonly expected: readonly MarketMs[];
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
  readonly ceiling: MarketMs;
};

/** Saves the market clock; false when the row no longer is as this clock left it, and nothing was written. */
export async function saveClock({
  source,
  expected,
  marketAt,
  wallAt,
  ceiling,
}: ClockSave): Promise<boolean> {
  const saved = await record((tx) =>
    tx.marketSession.updateMany({
      where: { source, active: true, ceilingMarketAt: { in: expected.map(toDate) } },
      data: { marketAt: toDate(marketAt), wallAt: toDate(wallAt), ceilingMarketAt: toDate(ceiling) },
    }),
  );
  return saved.count === 1;
}

/** One market of the session in use: its rules, where its prices come from, and the timeframes it has candles for. */
export type KnownMarket = {
  readonly rules: MarketRules;
  readonly source: string;
  readonly kind: MarketKind;
  /** shortest first */
  readonly timeframes: readonly Timeframe[];
  /** how far a recording reaches; null where prices go on */
  readonly span: PriceSpan | null;
};

/** The active session's markets, by exchange and symbol. */
export async function listActiveMarkets(where: Partial<MarketId>): Promise<readonly KnownMarket[]> {
  const session = await findActiveSession();
  if (!session) return [];
  const rows = await db.market.findMany({
    where: { ...where, source: session.source },
    orderBy: [{ exchange: "asc" }, { symbol: "asc" }],
  });
  return rows.map((row) => ({
    source: row.source,
    kind: row.kind,
    timeframes: timeframes.filter((timeframe) => row.timeframes.includes(timeframe)),
    span:
      row.pricesFrom && row.pricesUntil
        ? { from: marketMs(row.pricesFrom), until: marketMs(row.pricesUntil) }
        : null,
    rules: {
      exchange: readExchange(row.exchange),
      symbol: row.symbol,
      base: row.base,
      quote: row.quote,
      tickSize: toExact(row.tickSize),
      lotSize: toExact(row.lotSize),
      minAmount: toExact(row.minAmount),
      minNotional: toExact(row.minNotional),
      makerFee: toExact(row.makerFee),
      takerFee: toExact(row.takerFee),
    },
  }));
}

/** The newest stored candle, its close as a plain number to compare with; null when none is stored. */
export async function findNewestCandle(
  source: string,
  series: CandleSeries,
): Promise<{ readonly openAt: MarketMs; readonly close: number } | null> {
  const { exchange, symbol, timeframe } = series;
  const newest = await db.candle.findFirst({
    where: { source, exchange, symbol, timeframe },
    orderBy: { openAt: "desc" },
    select: { openAt: true, close: true },
  });
  return newest && { openAt: marketMs(newest.openAt), close: newest.close.toNumber() };
}

/** Stores observed candles; one that is already there stays as it is. */
export async function saveCandles(source: string, batches: readonly SeriesCandles[]): Promise<void> {
  const rows = batches.flatMap(({ series: { exchange, symbol, timeframe }, candles }) =>
    candles.map((candle) => ({
      source,
      exchange,
      symbol,
      timeframe,
      openAt: toDate(candle.openAt),
      open: candle.open.toFixed(),
      high: candle.high.toFixed(),
      low: candle.low.toFixed(),
      close: candle.close.toFixed(),
      volume: candle.volume.toFixed(),
    })),
  );
  for (let first = 0; first < rows.length; first += ROWS_PER_INSERT) {
    const data = rows.slice(first, first + ROWS_PER_INSERT);
    await record((tx) => tx.candle.createMany({ data, skipDuplicates: true }));
  }
}

/**
 * Candles of the active session that were closed at `slotAt`, oldest first, at most `count`, the newest ones. They come as
 * one text: a row and a value for each of their numbers takes the client several times as long.
 */
export async function listClosedCandles(
  series: CandleSeries,
  range: { readonly before: MarketMs; readonly count: number },
): Promise<readonly Candle[]> {
  const { exchange, symbol, timeframe } = series;
  const [read] = await db.$queryRaw<readonly { readonly newestFirst: string | null }[]>`
    SELECT string_agg(concat_ws(' ', (extract(epoch FROM "openAt") * 1000)::bigint, trim_scale("open"), trim_scale("high"),
      trim_scale("low"), trim_scale("close"), trim_scale("volume")), ',' ORDER BY "openAt" DESC) AS "newestFirst"
    FROM (
      SELECT "openAt", "open", "high", "low", "close", "volume" FROM "candle"
      WHERE "source" = (SELECT "source" FROM "market_session" WHERE "active")
        AND "exchange" = ${exchange} AND "symbol" = ${symbol} AND "timeframe" = ${timeframe}
        AND "openAt" < ${toDate(range.before)}
      ORDER BY "openAt" DESC LIMIT ${range.count}) AS newest`;
  return read?.newestFirst ? read.newestFirst.split(",").map(toCandle).reverse() : [];
}

const HOUR_S = 3_600;
/** Timeframes one of whose candles closes at every whole hour. */
const WITHIN_AN_HOUR = timeframes.filter((frame) => HOUR_S % (timeframeMs(frame) / 1_000) === 0);

/** Of each market's timeframes the longest: as many candles of it reach furthest back. */
export async function findHourlyCloses(
  markets: readonly MarketId[],
  { until, hours }: { readonly until: MarketMs; readonly hours: number },
): Promise<readonly Float64Array[]> {
  const last = Math.floor(until / 1_000 / HOUR_S) * HOUR_S;
  const rows = await db.$queryRaw<readonly { market: bigint; hour: number; close: number }[]>`
    SELECT m."market", h."hour", c."close"::float8 AS "close"
    FROM unnest(${markets.map(({ exchange }) => exchange)}::text[], ${markets.map(({ symbol }) => symbol)}::text[])
      WITH ORDINALITY AS m("exchange", "symbol", "market")
    CROSS JOIN LATERAL (
      SELECT f."timeframe", f."length"
      FROM unnest(${[...WITHIN_AN_HOUR]}::text[], ${WITHIN_AN_HOUR.map((frame) => timeframeMs(frame) / 1_000)}::int[])
        AS f("timeframe", "length")
      WHERE EXISTS (SELECT FROM "candle" c
        WHERE c."source" = (SELECT "source" FROM "market_session" WHERE "active") AND c."exchange" = m."exchange"
          AND c."symbol" = m."symbol" AND c."timeframe" = f."timeframe"
          AND c."openAt" >= to_timestamp(${last}::float8 - ${HOUR_S} - f."length"))
      ORDER BY f."length" DESC LIMIT 1) AS f
    CROSS JOIN generate_series(0, ${hours}::int) AS h("hour")
    JOIN "candle" c ON c."source" = (SELECT "source" FROM "market_session" WHERE "active")
      AND c."exchange" = m."exchange" AND c."symbol" = m."symbol" AND c."timeframe" = f."timeframe"
      AND c."openAt" = to_timestamp(${last}::float8 - h."hour" * ${HOUR_S} - f."length")`;
  const closes = markets.map(() => new Float64Array(hours + 1).fill(Number.NaN));
  for (const { market, hour, close } of rows) {
    const series = closes[Number(market) - 1];
    if (series) series[hours - hour] = close;
  }
  return closes;
}

/** Deletes all but the newest `keep` candles of a series. */
export async function pruneCandles(source: string, series: CandleSeries, keep: number): Promise<void> {
  const { exchange, symbol, timeframe } = series;
  const where = { source, exchange, symbol, timeframe };
  const oldestKept = await db.candle.findFirst({
    where,
    orderBy: { openAt: "desc" },
    skip: keep - 1,
    select: { openAt: true },
  });
  if (!oldestKept) return;
  await record((tx) => tx.candle.deleteMany({ where: { ...where, openAt: { lt: oldestKept.openAt } } }));
}

function toCandle(text: string): Candle {
  const [openAt, open, high, low, close, volume] = text.split(" ");
  invariant(volume !== undefined, "a candle is an instant and five numbers");
  return {
    openAt: marketMs(Number(openAt)),
    open: new Decimal(open ?? ""),
    high: new Decimal(high ?? ""),
    low: new Decimal(low ?? ""),
    close: new Decimal(close ?? ""),
    volume: new Decimal(volume),
  };
}

const toExact = (stored: { toFixed(): string }): Decimal => ZERO.plus(stored.toFixed());
