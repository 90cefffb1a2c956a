import { type MarketMs, toDate } from "@/server/kernel/clock";
import { type ExchangeName, exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal, maxOf, sumOf, toDecimal, ZERO } from "@/server/kernel/money";
import type { TotalView } from "@/server/portfolio/core/live-view";
import { type MovesWith, movingWith } from "@/server/risk/core/correlation";
import { dayLoss, fallFromPeak, type GuardMemory, type Loss } from "@/server/risk/core/guard-memory";
import type { LoadedBook } from "@/server/risk/core/loaded-book";
import type { Settings } from "@/server/settings/core/settings";
import { type LimitLine, limitLine } from "./limit-line";

export type PartFacts = {
  readonly currency: string;
  readonly memory: GuardMemory | null;
  /** of the newest published view; null before there is one */
  readonly total: Pick<TotalView, "equity" | "funded"> | null;
};

/** What a currency's part of a book may lose in a day, and from its highest. */
export function partLines(part: PartFacts, { guards }: Settings): readonly LimitLine[] {
  const { currency, memory, total } = part;
  const of = `${currency} part`;
  const reading = total && readingOf(total);
  const day =
    memory && reading && lossRatio(dayLoss(memory, { ...memory.last, ...reading, dayKey: memory.day.key }));
  const fall =
    memory &&
    reading &&
    lossRatio(fallFromPeak(memory, { ...memory.last, ...reading, dayKey: memory.day.key }));
  return [
    limitLine({
      id: `day-loss ${currency}`,
      group: "book",
      words: "Loss since midnight",
      of,
      unit: "ratio",
      used: day,
      most: toDecimal(guards.bookDailyLoss),
      holds: memory?.lockedUntil != null,
      until: isoOf(memory?.lockedUntil ?? null),
      does: "locks entries of the book until midnight",
      setting: "guards.bookDailyLoss",
    }),
    limitLine({
      id: `drawdown ${currency}`,
      group: "book",
      words: "Fall from its highest",
      of,
      unit: "ratio",
      used: fall,
      most: toDecimal(guards.bookDrawdown),
      holds: memory?.haltedAt != null,
      does: "halts the book until you clear it",
      setting: "guards.bookDrawdown",
    }),
  ];
}

const readingOf = ({ equity, funded }: Pick<TotalView, "equity" | "funded">) => ({
  profit: toDecimal(equity).minus(funded),
  invested: toDecimal(funded),
});

const isoOf = (at: MarketMs | null): string | null => (at === null ? null : toDate(at).toISOString());

/** A gain is a loss of nothing. */
export const lossRatio = ({ lost, of }: Loss): Decimal => (of.gt(0) ? maxOf(ZERO, lost.div(of)) : ZERO);

/** What may lie in one coin and at one exchange, per currency's part; only what something lies in. */
export function exposureLines(
  book: LoadedBook,
  { exposure }: Settings,
  movesWith: MovesWith = () => false,
): readonly LimitLine[] {
  const coins = [...book.byAsset].map(([key, held]) => {
    const [quote = "", base = ""] = key.split(" ");
    return limitLine({
      id: `coin ${key}`,
      group: "coin",
      words: `In ${base}`,
      of: `${quote} part`,
      unit: "ratio",
      used: shareOf(book, quote, held),
      most: toDecimal(exposure.asset),
      does: "cuts entries in that coin to what is left",
      setting: "exposure.asset",
    });
  });
  const together = togetherLines(book, exposure.correlated, movesWith);
  // one exchange alone holds everything there is
  if (book.exchangesFunded < 2) return [...coins, ...together];
  const exchanges = [...book.byExchange].map(([key, held]) => {
    const [quote = "", exchange = ""] = key.split(" ");
    return limitLine({
      id: `exchange ${key}`,
      group: "exchange",
      words: `In coins at ${exchangeLabel(exchange as ExchangeName)}`,
      of: `${quote} part`,
      unit: "ratio",
      used: shareOf(book, quote, held),
      most: toDecimal(exposure.exchange),
      does: "cuts entries at that exchange to what is left",
      setting: "exposure.exchange",
    });
  });
  return [...coins, ...together, ...exchanges];
}

/** A line for each coin that others of its part move with: what an entry in it is held against. */
function togetherLines(book: LoadedBook, most: string, movesWith: MovesWith): readonly LimitLine[] {
  return [...book.byAsset.keys()].flatMap((key) => {
    const [quote = "", base = ""] = key.split(" ");
    const others = movingWith({ base, quote }, book.byAsset.keys(), movesWith);
    if (others.length === 0) return [];
    const held = [base, ...others].map((coin) =>
      shareOf(book, quote, book.byAsset.get(`${quote} ${coin}`) ?? null),
    );
    const known = held.flatMap((share) => share ?? []);
    return [
      limitLine({
        id: `together ${key}`,
        group: "coin",
        words: `In ${[base, ...others].join(", ")}, which move together`,
        of: `${quote} part`,
        unit: "ratio",
        used: known.length === held.length ? sumOf(known) : null,
        most: toDecimal(most),
        does: `cuts entries in ${base} to what is left`,
        setting: "exposure.correlated",
      }),
    ];
  });
}

function shareOf(book: LoadedBook, quote: string, held: Decimal | null): Decimal | null {
  const equity = book.equity.get(quote);
  return held && equity?.gt(0) ? held.div(equity) : null;
}

/** Entries of the owner's day: all, per exchange. Those of a bot stand with the bot. */
export function countLines({ counts }: LoadedBook, { limits }: Settings): readonly LimitLine[] {
  return [
    limitLine({
      id: "entries all",
      group: "fleet",
      words: "Entries today",
      of: "all bots",
      unit: "count",
      used: new Decimal(counts.total),
      most: new Decimal(limits.perUserPerDay),
      does: "no entry until midnight",
      setting: "limits.perUserPerDay",
    }),
    ...exchangeNames.map((exchange) =>
      limitLine({
        id: `entries ${exchange}`,
        group: "exchange",
        words: "Entries today",
        of: exchangeLabel(exchange),
        unit: "count",
        used: new Decimal(counts.byExchange.get(exchange) ?? 0),
        most: new Decimal(limits.exchanges[exchange].perDay),
        does: "no entry there until midnight",
        setting: `limits.exchanges.${exchange}.perDay`,
      }),
    ),
  ];
}

/** How many bots there may be, in all and at each exchange. */
export function fleetLines(
  bots: readonly { readonly exchange: ExchangeName }[],
  { botsMax, slots }: Settings,
): readonly LimitLine[] {
  const at = (exchange: ExchangeName) => bots.filter((bot) => bot.exchange === exchange).length;
  return [
    limitLine({
      id: "bots all",
      group: "fleet",
      words: "Bots",
      of: "the fleet",
      unit: "count",
      used: new Decimal(bots.length),
      most: new Decimal(botsMax),
      does: "no further bot is made",
      setting: "botsMax",
    }),
    ...exchangeNames.map((exchange) =>
      limitLine({
        id: `bots ${exchange}`,
        group: "exchange",
        words: "Bots",
        of: exchangeLabel(exchange),
        unit: "count",
        used: new Decimal(at(exchange)),
        most: new Decimal(slots[exchange]),
        does: "no further bot is made there",
        setting: `slots.${exchange}`,
      }),
    ),
  ];
}
