import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, sumOf, toStored } from "@/server/kernel/money";
import { dayKeyOf } from "@/server/portfolio/core/owner-day";
import { type BotValue, quoteOf, valueBook } from "@/server/portfolio/core/value-book";
import { readBook } from "@/server/portfolio/read-book";
import type { GuardReading } from "./core/guard-memory";

type PriceOf = (exchange: ExchangeName, symbol: string) => Decimal | null;

/** One valuation of a book for its guards. What needs a price nobody has seen is left out: no judgement, no guess. */
export type BookReading = {
  /** by currency */
  readonly parts: ReadonlyMap<string, GuardReading>;
  /** every bot of the book, valued or not */
  readonly all: readonly BotView[];
  readonly bots: readonly {
    readonly bot: BotView;
    readonly currency: string;
    readonly reading: GuardReading;
  }[];
};

/** Values a book, its parts and its bots now. A handful of queries, however many bots there are. */
export async function readBookValue(q: {
  readonly userId: string;
  readonly book: Book;
  readonly at: MarketMs;
  readonly timeZone: string;
  readonly priceOf: PriceOf;
}): Promise<BookReading> {
  const { userId, book, at, priceOf } = q;
  const [{ balances, positions, records, dust }, all] = await Promise.all([
    readBook({ userId, book }),
    listBots(userId),
  ]);
  const bots = all.filter((bot) => bot.book === book);
  const value = valueBook({ balances, positions, dust, bots, priceOf });
  const when = { at, dayKey: dayKeyOf(at, q.timeZone) };
  const parts = new Map<string, GuardReading>();
  for (const { currency, equity, funded } of value.currencies) {
    if (equity) parts.set(currency, { ...toReading(equity, equity.minus(funded)), ...when });
  }
  const byBot = Map.groupBy(records, (record) => record.botId);
  return {
    parts,
    all: bots,
    bots: bots.flatMap((bot) => {
      const held = value.bots.get(bot.botId);
      const currency = quoteOf(bot.symbol);
      const ofIts = (byBot.get(bot.botId) ?? []).filter(({ quote }) => quote === currency);
      const profit = held && profitOf(sumOf(ofIts.map(({ realised }) => realised)), held);
      if (!held?.equity || !profit) return [];
      return [{ bot, currency, reading: { ...toReading(held.equity, profit), ...when } }];
    }),
  };
}

/** A bot's profit is what its trades made, whatever was given to it or taken since: the rest was put in. */
const toReading = (equity: Decimal, profit: Decimal): Pick<GuardReading, "profit" | "invested"> => ({
  profit: toStored(profit),
  invested: toStored(equity.minus(profit)),
});

const profitOf = (realised: Decimal, { unrealised, dust }: BotValue): Decimal | null =>
  unrealised && dust.value && realised.plus(unrealised).plus(dust.value).minus(dust.cost);
