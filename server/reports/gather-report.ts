import { tallyAlerts } from "@/server/alerts/tally-alerts";
import { listActs } from "@/server/bodyguard/list-acts";
import { listBots } from "@/server/bots/list-bots";
import { tallySpan } from "@/server/history/tally-span";
import type { Book } from "@/server/kernel/book";
import { type WallMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal, ZERO } from "@/server/kernel/money";
import { readFunding } from "@/server/ledger/read-funding";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { type EquitySpan, readClosedDay, readEquitySpan } from "@/server/portfolio/read-equity-span";
import { buildReport, type CurrencyFacts } from "./core/build-report";
import type { ReportContent, Said } from "./core/report";
import type { ReportPeriod } from "./core/report-period";
import { findByKey } from "./store";

const SAID_MOST = 20;
const WORST_ALERTS_MOST = 5;

type Of = { readonly userId: string; readonly book: Book; readonly period: ReportPeriod };

/**
 * A report of a book, by the figures that its pages show: equity at a midnight by the valuation that the
 * dashboard's day began with (of an older day by the last point before it), results by the fills of the
 * trades page, the rest by the lists of their pages. Null where the book was not valued at any time in the period, or not
 * there yet: of such a one is nothing to tell.
 */
export async function gatherReport(of: Of): Promise<ReportContent | null> {
  const { userId, book, period } = of;
  const view = await getLiveView(userId, book);
  if (!view || Date.parse(view.marketAt) < period.from) return null;
  const span = { userId, book, from: period.from, until: period.until };
  const [tallies, bots, acts] = await Promise.all([
    tallySpan(span),
    listBots(userId),
    listActs({ ...span, most: SAID_MOST }),
  ]);
  const currencies = await readCurrencies(of, view, tallies);
  if (currencies.every(({ curve }) => curve.end === null)) return null;
  const own = bots.filter((bot) => bot.book === book);
  const wall = wallSpan(currencies.map(({ curve }) => curve));
  const { counts, worst } = await tallyAlerts({ userId, ...wall, most: WORST_ALERTS_MOST });
  return buildReport({
    book,
    period,
    currencies: currencies.map(({ facts }) => facts),
    tallies,
    bots: new Map(
      own.map(({ botId, name, initialCapital }) => [botId, { name, capital: toDecimal(initialCapital) }]),
    ),
    view,
    promotions: own
      .flatMap(({ name, liveMarketAt }) => wentLive(name, liveMarketAt, period))
      .slice(0, SAID_MOST),
    bodyguard: acts.map(({ confirmedAt, firstAt, subject, act, reason }) => ({
      at: new Date(confirmedAt ?? firstAt).toISOString(),
      words: `${subject} ${ACT_WORDS[act]}: ${reason}`,
    })),
    alerts: {
      critical: counts.get("critical") ?? 0,
      high: counts.get("high") ?? 0,
      medium: counts.get("medium") ?? 0,
      low: counts.get("low") ?? 0,
      worst: worst.map(({ firstAt, title, why }) => ({ at: firstAt, words: `${title}: ${why}` })),
    },
  });
}

const ACT_WORDS = {
  none: "was left alone",
  told: "was told",
  locked: "was locked",
  quarantined: "was put into quarantine",
  archived: "was archived",
} as const;

const wentLive = (name: string, at: string | null, { from, until }: ReportPeriod): readonly Said[] =>
  at !== null && Date.parse(at) >= from && Date.parse(at) < until ? [{ at, words: `${name} went live` }] : [];

async function readCurrencies(
  { userId, book, period }: Of,
  view: LiveView,
  tallies: Awaited<ReturnType<typeof tallySpan>>,
) {
  const names = [...view.totals, ...view.bots, ...tallies].map(({ currency }) => currency);
  const [begun, ended] = [
    await readBegun({ userId, book }, period),
    await readClosedDay({ userId, book, day: period.lastDate }),
  ];
  const found: { readonly facts: CurrencyFacts; readonly curve: EquitySpan }[] = [];
  for (const currency of [...new Set(names)].toSorted()) {
    const curve = await readEquitySpan({ userId, book, currency, from: period.from, until: period.until });
    const known = { start: begun.get(currency), end: ended.get(currency) };
    found.push({ curve, facts: await toFacts({ userId, book, asset: currency }, curve, known) });
  }
  return found;
}

/** What the day before ended with, as its own report says: the first of this period began with it. */
async function readBegun(
  of: { readonly userId: string; readonly book: Book },
  { firstDate }: ReportPeriod,
): Promise<ReadonlyMap<string, Decimal>> {
  const before = await findByKey({ ...of, kind: "daily", forDate: firstDate });
  const known = (before?.content.currencies ?? []).flatMap(({ currency, equityEnd }) =>
    equityEnd === null ? [] : [[currency, toDecimal(equityEnd)] as const],
  );
  return new Map(known);
}

/** A curve that begins in the period began with nothing: all that was funded until its end came in within it. */
async function toFacts(
  of: { readonly userId: string; readonly book: Book; readonly asset: string },
  { start, end, points }: EquitySpan,
  known: { readonly start: Decimal | undefined; readonly end: Decimal | undefined },
): Promise<CurrencyFacts> {
  const funded = end
    ? await readFunding({ ...of, after: start?.marketAt ?? null, until: end.marketAt })
    : ZERO;
  return {
    currency: of.asset,
    equityStart: known.start ?? start?.equity ?? (end ? ZERO : null),
    equityEnd: known.end ?? end?.equity ?? null,
    funded,
    curve: points.map(({ marketAt, equity }) => ({ at: marketAt, equity })),
  };
}

/** The period on the machine's clock, which alerts are told by: between the points of its two midnights. */
function wallSpan(curves: readonly EquitySpan[]): { readonly from: WallMs; readonly until: WallMs } {
  const starts = curves.flatMap(({ start }) => start?.wallAt ?? []);
  const ends = curves.flatMap(({ end }) => end?.wallAt ?? []);
  return {
    from: wallMs(starts.length === 0 ? 0 : Math.max(...starts)),
    until: wallMs(ends.length === 0 ? 0 : Math.max(...ends)),
  };
}
