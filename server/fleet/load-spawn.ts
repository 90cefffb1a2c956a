import type { ActionContext } from "@/server/audit/action-context";
import type { BotView } from "@/server/bots/core/bot";
import { sizeOf } from "@/server/bots/core/size-of";
import { countBorn } from "@/server/bots/count-born";
import { listBots } from "@/server/bots/list-bots";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import { exchangeNames } from "@/server/kernel/exchange-names";
import { Decimal, ONE, toDecimal, ZERO } from "@/server/kernel/money";
import { hashOfText } from "@/server/market/core/simulation/seeded-random";
import { findLastClose } from "@/server/market/find-last-close";
import { type KnownMarket, listMarkets } from "@/server/market/find-market";
import type { BookWalletView, ExchangeWalletView } from "@/server/portfolio/core/book-wallet";
import { dayKeyOf, startOfDay } from "@/server/portfolio/core/owner-day";
import { showWallet } from "@/server/portfolio/show-wallet";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode, type TradingModeView } from "@/server/settings/get-trading-mode";
import type { SpawnFacts, SpawnMarket, SpawnPlace } from "./core/spawn";
import { listTemplates } from "./list-templates";

/** The coins whose candles the templates' records are made of; where an exchange has none of them, whatever it has. */
const PROVED = ["BTC", "ETH", "XRP", "SOL", "DOGE"];
const MARKETS_MOST = 20;
/** A share is given in whole hundredths, in coins whose unit is dear in hundred-millionths. */
const [TIDY, FINE] = [2, 8];
const DOWN = 1;

export type LoadedSpawn = {
  readonly facts: SpawnFacts;
  readonly book: Book;
  readonly mode: TradingModeView;
  /** living bots of all books, as counted: births write it down */
  readonly botsCounted: number;
  readonly midnight: MarketMs;
  /** of the day and of how many were born on it */
  readonly seed: number;
};

type Ask = Pick<ActionContext, "userId" | "wallNow"> & { readonly marketNow: MarketMs };

/** Everything a spawn is decided by. */
export async function loadSpawn({ userId, marketNow, wallNow }: Ask): Promise<LoadedSpawn> {
  const [markets, bots, settings, mode] = await Promise.all([
    listMarkets(),
    listBots(userId),
    getSettings(userId),
    getTradingMode(userId),
  ]);
  const book = markets.some(({ kind }) => kind === "live") ? "paper" : "demo";
  const midnight = startOfDay(marketNow, settings.timeZone);
  const own = bots.filter((bot) => bot.book === book && bot.twinOf === null);
  const [wallet, born] = await Promise.all([
    showWallet({ userId, wallNow, book }),
    countBorn(userId, midnight),
  ]);
  const places = await Promise.all(
    wallet.exchanges.map((exchange) => toPlace(exchange, { wallet, markets, own, marketNow })),
  );
  return {
    book,
    mode,
    midnight,
    botsCounted: bots.length,
    seed: hashOfText(`${userId} ${dayKeyOf(marketNow, settings.timeZone)} ${born}`),
    facts: {
      templates: listTemplates(),
      places: places.toSorted(
        (a, b) => exchangeNames.indexOf(a.exchange) - exchangeNames.indexOf(b.exchange),
      ),
      bots: own.length,
      botsMax: settings.botsMax,
      sharesLeft: sharesLeftOf(wallet),
      born,
      perDay: settings.fleet.perDay,
      mix: mixOf(settings),
      takenKeys: new Set(bots.map(({ name }) => name.toLowerCase())),
      sizeOf: ({ strategy, params, riskMode, stop }) => ({
        ...sizeOf({ strategy, params, riskMode }, settings),
        stop: new Decimal(stop),
      }),
    },
  };
}

const mixOf = ({ fleet: { mix } }: Settings): SpawnFacts["mix"] => ({
  safe: toDecimal(mix.safe),
  balanced: toDecimal(mix.balanced),
  risky: toDecimal(mix.risky),
  aggressive: toDecimal(mix.aggressive),
});

/** How many equal shares of what may be allocated no bot has; null while the total is not known. */
function sharesLeftOf({ total, allocatable, perBot, exchanges }: BookWalletView): number | null {
  if (total === null || allocatable === null || perBot === null) return null;
  const share = toDecimal(perBot);
  if (share.lte(0)) return 0;
  const free = exchanges
    .flatMap(({ assets }) => assets)
    .reduce(
      (sum, { pool, rate }) => (rate === null ? sum : sum.plus(toDecimal(pool).times(toDecimal(rate)))),
      ZERO,
    );
  const withBots = toDecimal(total).minus(free);
  return Math.max(0, toDecimal(allocatable).minus(withBots).div(share).floor().toNumber());
}

type Around = {
  readonly wallet: BookWalletView;
  readonly markets: readonly KnownMarket[];
  readonly own: readonly BotView[];
  readonly marketNow: MarketMs;
};

async function toPlace(
  view: ExchangeWalletView,
  { wallet, markets, own, marketNow }: Around,
): Promise<SpawnPlace> {
  const { exchange, asset, slots, bots } = view;
  const home = markets.filter(({ rules }) => rules.exchange === exchange && rules.quote === asset);
  const proved = home.filter(({ rules }) => PROVED.includes(rules.base));
  const chosen = (proved.length > 0 ? proved : home).slice(0, MARKETS_MOST);
  return {
    exchange,
    asset,
    slots,
    bots,
    pool: toDecimal(view.pool),
    perBot: shareAt(view, wallet),
    markets: await Promise.all(
      chosen.map(async ({ rules, timeframes }): Promise<SpawnMarket> => {
        const { symbol } = rules;
        const price = await findLastClose({ exchange, symbol, timeframes }, marketNow);
        const busy = own.filter((bot) => bot.exchange === exchange && bot.symbol === symbol).length;
        return { symbol, timeframes, rules, price, bots: busy };
      }),
    ),
  };
}

/** One bot's share in an exchange's own money, rounded down; null while a rate for it is missing. */
function shareAt({ target, targetWorth }: ExchangeWalletView, { perBot }: BookWalletView): Decimal | null {
  if (perBot === null || target === null || targetWorth === null || toDecimal(targetWorth).isZero())
    return null;
  const share = toDecimal(perBot).times(toDecimal(target)).div(toDecimal(targetWorth));
  return share.toDecimalPlaces(share.gte(ONE) ? TIDY : FINE, DOWN);
}
