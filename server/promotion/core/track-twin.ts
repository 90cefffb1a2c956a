import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, sumOf } from "@/server/kernel/money";
import { dayKeyOf } from "@/server/portfolio/core/owner-day";

/** One position of a bot by its fills. Amounts in base, prices (averages over the fills) in quote per base. */
export type TrackedTrade = {
  /** the slot its entry was decided on, market clock */
  readonly slotAt: MarketMs;
  readonly symbol: string;
  readonly bought: Decimal;
  readonly entryPrice: Decimal;
  readonly sold: Decimal;
  /** null before anything of it was sold */
  readonly exitPrice: Decimal | null;
  /** of what was sold, net of fees, quote */
  readonly realised: Decimal;
  /** its last sale; null before the first */
  readonly closedAt: MarketMs | null;
};

/** A distribution in basis points; null where there are no pairs. */
export type Difference = {
  readonly pairs: number;
  readonly mean: number | null;
  readonly worst: number | null;
};

/** A standard deviation as a fraction, and how many returns it is of; null below the least. */
export type TrackingError = { readonly value: number | null; readonly of: number; readonly least: number };

export type TwinTracking = {
  /** entries decided on the same slot by both */
  readonly paired: number;
  /** entries of the twin that the live bot has none for, and the other way round */
  readonly missingLive: number;
  readonly missingTwin: number;
  /** positive where live did worse: it paid more, or got less, than the twin */
  readonly entry: Difference;
  readonly exit: Difference;
  /** of the returns per paired trade, and per day with a trade of either */
  readonly perTrade: TrackingError;
  readonly perDay: TrackingError;
  /** mean of live's return less the twin's per paired trade, as a fraction; null without closed pairs */
  readonly meanReturn: number | null;
};

/** Fewer say nothing of how far two differ. */
export const PAIRS_LEAST = 10;
export const DAYS_LEAST = 5;

/**
 * How far a live bot departs from its paper twin, which decides by the same version on the same slots.
 *
 * Trades are paired by market and entry slot. A trade's return is what its sold part realised, net of fees, over what that
 * part was bought for; a day's is the same over all trades whose last sale was on it, 0 where there was none: so a trade
 * that only one of them made counts in the days. Both are returns on what was put in: the smaller positions of a bot's first
 * day live do not show as a difference.
 *
 * Tracking error = √( Σ (dᵢ − d̄)² / (n − 1) ), d = return of live − return of its twin (R. Roll, "A Mean/Variance
 * Analysis of Tracking Error", Journal of Portfolio Management 18(4), 1992). Price differences in basis points of the twin's
 * price. Trades before the live bot's first entry are left out: it was not yet resumed then.
 */
export function trackTwin(q: {
  readonly live: readonly TrackedTrade[];
  readonly twin: readonly TrackedTrade[];
  readonly timeZone: string;
}): TwinTracking {
  const from = Math.min(...q.live.map(({ slotAt }) => slotAt));
  const twin = q.twin.filter(({ slotAt }) => slotAt >= from);
  const ofTwin = new Map(twin.map((trade) => [pairKey(trade), trade]));
  const pairs = q.live.flatMap((live) => {
    const other = ofTwin.get(pairKey(live));
    return other ? [{ live, twin: other }] : [];
  });
  const returns = pairs.flatMap(({ live, twin: other }) => {
    const [a, b] = [returnOf([live]), returnOf([other])];
    return a === null || b === null ? [] : [a - b];
  });
  return {
    paired: pairs.length,
    missingLive: twin.length - pairs.length,
    missingTwin: q.live.length - pairs.length,
    entry: differenceOf(pairs.map(({ live, twin: other }) => bps(live.entryPrice, other.entryPrice))),
    exit: differenceOf(
      pairs.flatMap(({ live, twin: other }) =>
        live.exitPrice && other.exitPrice ? [-bps(live.exitPrice, other.exitPrice)] : [],
      ),
    ),
    perTrade: errorOf(returns, PAIRS_LEAST),
    perDay: errorOf(daysOf(q.live, twin, q.timeZone), DAYS_LEAST),
    meanReturn: meanOf(returns),
  };
}

const pairKey = ({ slotAt, symbol }: TrackedTrade): string => `${slotAt} ${symbol}`;

const bps = (live: Decimal, twin: Decimal): number => live.minus(twin).div(twin).times(10_000).toNumber();

/** Of what was sold, over what that part cost at the average entry; null where nothing was. */
function returnOf(trades: readonly TrackedTrade[]): number | null {
  const cost = sumOf(trades.map(({ sold, entryPrice }) => sold.times(entryPrice)));
  return cost.isZero()
    ? null
    : sumOf(trades.map(({ realised }) => realised))
        .div(cost)
        .toNumber();
}

function daysOf(
  live: readonly TrackedTrade[],
  twin: readonly TrackedTrade[],
  timeZone: string,
): readonly number[] {
  const byDay = (trades: readonly TrackedTrade[]) =>
    Map.groupBy(
      trades.filter(({ closedAt }) => closedAt !== null),
      ({ closedAt, slotAt }) => dayKeyOf(closedAt ?? slotAt, timeZone),
    );
  const [ours, theirs] = [byDay(live), byDay(twin)];
  return [...new Set([...ours.keys(), ...theirs.keys()])].map(
    (day) => (returnOf(ours.get(day) ?? []) ?? 0) - (returnOf(theirs.get(day) ?? []) ?? 0),
  );
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const differenceOf = (values: readonly number[]): Difference => ({
  pairs: values.length,
  mean: meanOf(values),
  worst: values.length === 0 ? null : Math.max(...values),
});

function errorOf(differences: readonly number[], least: number): TrackingError {
  const of = differences.length;
  const mean = meanOf(differences);
  if (of < least || mean === null) return { value: null, of, least };
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: Math.sqrt(squares / (of - 1)), of, least };
}
