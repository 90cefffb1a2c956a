import type { BotView } from "@/server/bots/core/bot";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toStored } from "@/server/kernel/money";
import { afterValuation, firstGrowth, type Growth, recallGrowth } from "./core/growth";
import type { LiveView } from "./core/live-view";
import { dayKeyOf, startOfDay } from "./core/owner-day";
import { type CurrencyValue, type PriceOf, quoteOf } from "./core/value-book";
import { findEquityAt, findFirstPointAt, findGrowthTrace } from "./store";

export type GrowContext = {
  readonly userId: string;
  readonly book: LiveView["book"];
  readonly marketNow: MarketMs;
  readonly bots: readonly BotView[];
  readonly priceOf: PriceOf;
  readonly timeZone: string;
};

/**
 * A book's memory after one more valuation, by currency; a currency with an unknown price keeps what it had.
 *
 * The database is asked only for a currency that is new here, and once at each midnight of the owner.
 */
export async function growBook(
  growth: ReadonlyMap<string, Growth>,
  currencies: readonly CurrencyValue[],
  context: GrowContext,
): Promise<ReadonlyMap<string, Growth>> {
  const grown = new Map(growth);
  for (const value of currencies) {
    if (value.equity)
      grown.set(value.currency, await growOne(growth.get(value.currency), value, value.equity, context));
  }
  return grown;
}

async function growOne(
  known: Growth | undefined,
  value: CurrencyValue,
  equity: Decimal,
  context: GrowContext,
) {
  const { userId, book, marketNow, timeZone, priceOf } = context;
  const key = { userId, book, currency: value.currency };
  const growth = known ?? (await recall(key, value.funded));
  const dayKey = dayKeyOf(marketNow, timeZone);
  return afterValuation(growth, {
    equity: toStored(equity),
    funded: value.funded,
    dayKey,
    dayBase: growth.day.key === dayKey ? null : await findDayBase(key, growth, context),
    markets: marketsOf(context.bots, value.currency),
    priceOf,
  });
}

type CurveKey = Parameters<typeof findEquityAt>[0];

async function recall(key: CurveKey, funded: Decimal): Promise<Growth> {
  const trace = await findGrowthTrace(key);
  return trace ? recallGrowth(trace, funded) : firstGrowth;
}

// A curve that begins today began with what was funded; one that knows nothing of before today is unknown.
async function findDayBase(
  key: CurveKey,
  growth: Growth,
  { marketNow, timeZone }: GrowContext,
): Promise<Decimal | null> {
  // one valuation is the last of the day for the book and its bots alike
  const equity = growth.last ?? (await findEquityAt(key, startOfDay(marketNow, timeZone)));
  if (equity) return equity;
  const firstAt = await findFirstPointAt(key);
  return firstAt === null || firstAt <= marketNow ? growth.funded : null;
}

function marketsOf(bots: readonly BotView[], currency: string) {
  const markets = new Map<string, { exchange: ExchangeName; symbol: string }>();
  for (const { exchange, symbol, stage } of bots) {
    if (stage !== "archived" && quoteOf(symbol) === currency)
      markets.set(`${exchange} ${symbol}`, { exchange, symbol });
  }
  return [...markets.values()];
}
