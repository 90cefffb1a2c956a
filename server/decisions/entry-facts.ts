import type { TradingBot } from "@/server/bots/core/trading-bot";
import { venueOf } from "@/server/exchange/core/venue-name";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, ONE, toDecimal, toStored, ZERO } from "@/server/kernel/money";
import { stopRatioOf } from "@/server/positions/core/exit-rules";
import type { MakerFirst } from "@/server/risk/core/risk-facts";
import type { EntryFacts, FeedHold } from "@/server/risk/core/rule";
import { volatilityShare } from "@/server/risk/core/volatility-share";
import { blacklistLineOf } from "@/server/settings/core/blacklist-line";
import type { Settings } from "@/server/settings/core/settings";
import type { TradingModeView } from "@/server/settings/get-trading-mode";

/** What a bot has at its venue, free and in its orders. */
export type Holdings = {
  readonly quote: Decimal;
  readonly quoteInOrders: Decimal;
  readonly base: Decimal;
  readonly baseInOrders: Decimal;
};

type Account = {
  readonly venue: string;
  readonly asset: string;
  readonly kind: string;
  readonly botKey: string;
};

const accountKey = ({ venue, asset, kind, botKey }: Account): string => `${botKey} ${venue} ${asset} ${kind}`;

export function byAccount(
  balances: readonly (Account & { readonly balance: Decimal })[],
): (account: Account) => Decimal {
  const known = new Map(balances.map((row) => [accountKey(row), row.balance]));
  return (account) => known.get(accountKey(account)) ?? ZERO;
}

export function holdingsOf(
  bot: TradingBot,
  balanceOf: (account: Account) => Decimal,
  { base, quote }: { readonly base: string; readonly quote: string },
): Holdings {
  const venue = venueOf(bot);
  const of = (asset: string, kind: string) => balanceOf({ botKey: bot.botId, venue, asset, kind });
  return {
    quote: of(quote, "allocated"),
    quoteInOrders: of(quote, "in_orders"),
    base: of(base, "allocated"),
    baseInOrders: of(base, "in_orders"),
  };
}

/** What a bot is worth at a price, in quote. */
export const equityOf = ({ quote, quoteInOrders, base, baseInOrders }: Holdings, price: Decimal): Decimal =>
  toStored(quote.plus(quoteInOrders).plus(base.plus(baseInOrders).times(price)));

/** What the rules for an entry read of a bot itself: its modes, its money, its sizes. */
export function entryOf(
  bot: TradingBot,
  facts: {
    readonly settings: Settings;
    readonly mode: TradingModeView;
    readonly holdings: Holdings;
    readonly orderWorking: boolean;
    readonly accountHeld: boolean;
    readonly feedHeld: FeedHold | null;
    readonly slotAt: MarketMs;
    readonly price: Decimal;
    /** mean true range of so many candles, in price units; not finite where it is not known */
    readonly averageRange: (candles: number) => number;
  },
): Omit<EntryFacts, "price" | "rules" | "equity"> {
  const { settings, mode, holdings, slotAt, price, averageRange } = facts;
  const { paper, live, halted, entriesStopped } = mode;
  const risk = settings.riskModes[bot.riskMode];
  return {
    book: bot.book,
    mode: { paper, live, halted, entriesStopped },
    botStatus: bot.status,
    orderWorking: facts.orderWorking,
    ...(facts.accountHeld && { accountHeld: true }),
    ...(facts.feedHeld && { feedHeld: facts.feedHeld }),
    ...blacklistOf(bot.symbol, settings),
    freeQuote: holdings.quote,
    positionSize: toDecimal(risk.positionSize)
      .times(liveShare(bot, slotAt, settings))
      .times(
        volatilityShare({
          target: toDecimal(settings.volatilitySizing.target),
          averageRange: averageRange(settings.volatilitySizing.candles),
          price,
        }),
      ),
    positionCap: toDecimal(risk.positionCap),
    reserveBuffer: toDecimal(settings.reserveBuffer),
    stopRatio: stopRatioOf(bot.exits, { standard: toDecimal(risk.stop), price, averageRange }),
    gapRoom: toDecimal(settings.gapRoom),
    held: holdings.base.plus(holdings.baseInOrders),
  };
}

/** How many candles the sizes and stops of a bot's entries are read from; 0: none. */
export function rangeCandlesOf(
  { exits }: TradingBot,
  { volatilitySizing: { target, candles } }: Settings,
): number {
  const ofStop = exits?.stop?.kind === "volatility" ? exits.stop.candles + 1 : 0;
  return Math.max(ofStop, toDecimal(target).gt(0) ? candles + 1 : 0);
}

function blacklistOf(symbol: string, { blacklist }: Settings): Pick<EntryFacts, "blacklisted"> {
  const blacklisted = blacklistLineOf(symbol, blacklist);
  return blacklisted === undefined ? {} : { blacklisted };
}

/** When entries rest as maker, and for how long at most: never beyond their own candle. */
export const makerFirstOf = ({ makerFirstAbove, entryRestMs }: Settings, candleMs: number): MakerFirst => ({
  above: toDecimal(makerFirstAbove),
  restMs: Math.min(entryRestMs, candleMs),
});

/** A bot that has just gone live takes smaller positions: what paper could not show is found out with less. */
const liveShare = ({ liveMarketAt }: TradingBot, slotAt: MarketMs, { firstLive }: Settings): Decimal =>
  liveMarketAt !== null && slotAt - liveMarketAt.getTime() < firstLive.hours * HOUR_MS
    ? toDecimal(firstLive.share)
    : ONE;

const HOUR_MS = 3_600_000;
