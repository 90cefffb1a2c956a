import type { BotTally } from "@/server/history/core/bot-tally";
import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { type Decimal, sumOf, toStored, toText, ZERO } from "@/server/kernel/money";
import { ratioOf } from "@/server/portfolio/core/growth";
import type { LiveView } from "@/server/portfolio/core/live-view";
import type { BotResult, CurrencyReport, ReportContent, Said } from "./report";
import type { ReportPeriod } from "./report-period";

const RANKED_MOST = 5;

/** What is known of one currency of the book. */
export type CurrencyFacts = {
  readonly currency: string;
  readonly equityStart: Decimal | null;
  readonly equityEnd: Decimal | null;
  readonly funded: Decimal;
  readonly curve: CurrencyReport["curve"];
};

export type ReportFacts = {
  readonly book: Book;
  readonly period: ReportPeriod;
  readonly currencies: readonly CurrencyFacts[];
  readonly tallies: readonly BotTally[];
  readonly bots: ReadonlyMap<string, { readonly name: string; readonly capital: Decimal }>;
  readonly view: LiveView | null;
  readonly promotions: readonly Said[];
  readonly bodyguard: readonly Said[];
  readonly alerts: ReportContent["alerts"];
};

/** The content of a report: what each currency came to, apart from every other, and what happened. */
export function buildReport(facts: ReportFacts): ReportContent {
  const { book, period, promotions, bodyguard, alerts } = facts;
  const named = [
    ...facts.currencies.map(({ currency }) => currency),
    ...facts.tallies.map((t) => t.currency),
  ];
  return {
    version: 1,
    book,
    kind: period.kind,
    forDate: period.forDate,
    timeZone: period.timeZone,
    from: toDate(period.from).toISOString(),
    until: toDate(period.until).toISOString(),
    words: period.words,
    currencies: [...new Set(named)].toSorted().map((currency) => ofCurrency(currency, facts)),
    standing: facts.view && toStanding(facts.view),
    promotions,
    bodyguard,
    alerts,
  };
}

function ofCurrency(currency: string, { currencies, tallies, bots }: ReportFacts): CurrencyReport {
  const known = currencies.find((each) => each.currency === currency);
  const own = tallies.filter((tally) => tally.currency === currency);
  const [start, end] = [known?.equityStart ?? null, known?.equityEnd ?? null];
  const funded = known?.funded ?? ZERO;
  const base = start === null ? null : start.plus(funded);
  const profit = base !== null && end !== null ? end.minus(base) : null;
  const count = (of: (tally: BotTally) => number) => own.reduce((sum, tally) => sum + of(tally), 0);
  return {
    currency,
    equityStart: start && toText(start),
    equityEnd: end && toText(end),
    funded: toText(funded),
    profit: profit && toText(profit),
    profitRatio: base && profit && toText(toStored(ratioOf(profit, base))),
    realised: toText(sumOf(own.map(({ realised }) => realised))),
    fees: toText(sumOf(own.map(({ fees }) => fees))),
    fills: count(({ fills }) => fills),
    closed: count(({ closed }) => closed),
    wins: count(({ wins }) => wins),
    ...rank(own, bots),
    curve: known?.curve ?? [],
  };
}

/** The five that earned most and the five that lost most; who broke even, or sold nothing, is in neither. */
function rank(own: readonly BotTally[], bots: ReportFacts["bots"]): Pick<CurrencyReport, "best" | "worst"> {
  const sorted = own.toSorted(
    (one, other) => other.realised.cmp(one.realised) || (one.botId < other.botId ? -1 : 1),
  );
  const toResult = (tally: BotTally): BotResult => {
    const bot = bots.get(tally.botId);
    return {
      name: bot?.name ?? "Archived bot",
      realised: toText(tally.realised),
      ratio: bot ? toText(toStored(ratioOf(tally.realised, bot.capital))) : null,
      closed: tally.closed,
    };
  };
  return {
    best: sorted
      .filter(({ realised }) => realised.gt(0))
      .slice(0, RANKED_MOST)
      .map(toResult),
    worst: sorted
      .filter(({ realised }) => realised.lt(0))
      .toReversed()
      .slice(0, RANKED_MOST)
      .map(toResult),
  };
}

function toStanding({ wallAt, totals, positions, display }: LiveView): ReportContent["standing"] {
  return {
    at: wallAt,
    totals: totals.map(({ currency, equity, today, returnRatio, drawdownRatio }) => ({
      currency,
      equity,
      today,
      returnRatio,
      drawdownRatio,
      openPositions: positions.filter(({ quote }) => quote === currency).length,
    })),
    display: display ? { currency: display.currency, equity: display.equity, today: display.today } : null,
  };
}
