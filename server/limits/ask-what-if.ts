import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import { refuseUnknownBot, showBot } from "@/server/bots/show-bot";
import { toColumns } from "@/server/decisions/core/candle-columns";
import {
  byAccount,
  entryOf,
  equityOf,
  holdingsOf,
  makerFirstOf,
  rangeCandlesOf,
} from "@/server/decisions/entry-facts";
import { listBotTradeRecords } from "@/server/decisions/list-bot-trade-records";
import { venueOf } from "@/server/exchange/core/venue-name";
import { findAccountHolds } from "@/server/execution/external/find-holds";
import { findWorkingBots } from "@/server/execution/find-working-bots";
import { meanTrueRange } from "@/server/indicators/core/atr";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { listBotBalances } from "@/server/ledger/find-balances";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { findLastClose } from "@/server/market/find-last-close";
import { findMarket } from "@/server/market/find-market";
import { loadCandles } from "@/server/market/load-candles";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { getLiveView } from "@/server/portfolio/get-live-view";
import type { CheckView } from "@/server/risk/core/check-view";
import { surveyEntry, wantedAmount } from "@/server/risk/core/judge-entry";
import type { EntryFacts } from "@/server/risk/core/rule";
import { createEntryExposure } from "@/server/risk/entry-exposure";
import { readCoinMoves } from "@/server/risk/read-coin-moves";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import type { WhatIfInput } from "./core/limit-inputs";
import { loadViewedBook } from "./load-viewed-book";

/** What every rule would say to an entry of a bot now. Amounts in base, money in quote, decimal text. */
export type WhatIfView = {
  readonly botId: string;
  readonly botName: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly price: string;
  readonly outcome: "enter" | "refuse";
  /** null where it would enter */
  readonly reasonCode: string | null;
  readonly wanted: { readonly amount: string; readonly spend: string };
  /** what would go out; nothing of it where it is refused */
  readonly allowed: { readonly amount: string; readonly spend: string };
  /** the check that decides; null where every rule lets it pass whole */
  readonly binding: string | null;
  readonly checks: readonly CheckView[];
};

/**
 * Which rule would bind, were a bot to enter now: the rules of the cycle itself, on what the cycle would read. It asks
 * nothing of an exchange and changes nothing. Refuses an unknown bot, and one whose market nobody has a price for.
 */
export async function askWhatIf(
  { bot: named, spend }: WhatIfInput,
  who: { readonly userId: string; readonly marketNow: MarketMs },
): Promise<Result<WhatIfView>> {
  const shown = await showBot(who.userId, named);
  if (!shown.ok) return shown;
  const [bot] = await listTradingBots({ botIds: [shown.value.botId], limit: 1 });
  if (!bot) return refuseUnknownBot(named);
  const facts = await readFacts(bot, who);
  if (!facts.ok) return facts;
  const { price, equity } = facts.value;
  const wants = spend === undefined ? null : toDecimal(spend);
  if (wants && !wants.gt(0)) return refuse("invalid", "Write what it would spend, above zero.", "spend");
  if (!equity.gt(0)) return refuse("not_now", `${bot.name} has no money to enter with.`);
  const asked = wants ? { ...facts.value, positionSize: wants.div(equity) } : facts.value;
  const { verdict, checks, binding } = surveyEntry(asked);
  const sized = (amount: Decimal) => ({
    amount: toText(amount),
    spend: toText(amount.times(price).toDecimalPlaces(8)),
  });
  return accept({
    botId: bot.botId,
    botName: bot.name,
    symbol: bot.symbol,
    base: asked.rules.base,
    quote: asked.rules.quote,
    price: toText(price),
    outcome: verdict.kind,
    reasonCode: verdict.kind === "refuse" ? verdict.reasonCode : null,
    wanted: sized(wantedAmount(asked)),
    allowed: sized(verdict.kind === "enter" ? verdict.amount : toDecimal("0")),
    binding,
    checks,
  });
}

async function readFacts(
  bot: TradingBot,
  { userId, marketNow: at }: { readonly userId: string; readonly marketNow: MarketMs },
): Promise<Result<EntryFacts>> {
  const { botId, book, exchange, symbol } = bot;
  const market = await findMarket(exchange, symbol);
  const view = await getLiveView(userId, book);
  const price =
    market &&
    (lastOf(view, bot) ?? (await findLastClose({ exchange, symbol, timeframes: market.timeframes }, at)));
  if (!market || !price)
    return refuse(
      "not_now",
      `Nobody has seen a price of ${symbol} yet. Try again when its first candle has closed.`,
    );
  const { rules } = market;
  const settings = await getSettings(userId);
  const timeframe = bot.timeframe as Timeframe;
  const [mode, working, balances, isHeld, records, candles] = await Promise.all([
    getTradingMode(userId),
    findWorkingBots([botId]),
    listBotBalances({ userId, book, botIds: [botId] }),
    findAccountHolds([{ userId }]),
    listBotTradeRecords([bot], settings, at),
    loadCandles(exchange, symbol, timeframe, at, rangeCandlesOf(bot, settings)).then(toColumns),
  ]);
  const holdings = holdingsOf(bot, byAccount(balances), rules);
  const { base, quote } = rules;
  const accountHeld = isHeld({ userId, book, venue: venueOf(bot), symbol, base, quote });
  const loaded = await loadViewedBook({ userId, book, at, timeZone: settings.timeZone, view });
  const candleMs = timeframeMs(timeframe);
  const record = records.get(botId);
  const movesWith = await readCoinMoves({}, [bot, ...loaded.markets], { at, settings });
  const exposure = createEntryExposure(loaded, settings, movesWith);
  const place = exposure.factsFor({ botId, exchange, base, quote });
  const entry = entryOf(bot, {
    settings,
    mode,
    holdings,
    orderWorking: working.has(botId),
    accountHeld,
    feedHeld: feedOf(view, bot)?.frozenMs === undefined ? null : "feed_frozen",
    slotAt: at,
    price,
    averageRange: (count) => meanTrueRange(candles, candles.close.length, count),
  });
  return accept({
    ...entry,
    price,
    rules,
    equity: equityOf(holdings, price),
    makerFirst: makerFirstOf(settings, candleMs),
    risk: record && { at, candleMs, ...place, ...record },
  });
}

/** What the worker saw last of the bot's market; null where it has not published a price. */
function lastOf(view: LiveView | null, bot: TradingBot): Decimal | null {
  const last = feedOf(view, bot)?.last;
  return last ? toDecimal(last) : null;
}

const feedOf = (view: LiveView | null, { exchange, symbol }: TradingBot) =>
  view?.feeds.find((each) => each.exchange === exchange && each.symbol === symbol);
