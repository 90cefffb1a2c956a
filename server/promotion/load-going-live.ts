import type { BotView } from "@/server/bots/core/bot";
import { sizeOf } from "@/server/bots/core/size-of";
import { listBots } from "@/server/bots/list-bots";
import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import { refuseUnknownBot, showBot } from "@/server/bots/show-bot";
import type { OrderTestView } from "@/server/connections/core/order-test";
import { listOrderTests } from "@/server/connections/order-test/list-order-tests";
import { venueOf } from "@/server/exchange/core/venue-name";
import { findWorkingBots } from "@/server/execution/find-working-bots";
import { lastReconciliation } from "@/server/heartbeat/last-reconciliation";
import { readBeats } from "@/server/heartbeat/read-beats";
import type { Book } from "@/server/kernel/book";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import { accept, type Result } from "@/server/kernel/result";
import { findAvailable } from "@/server/ledger/find-balances";
import { findLastClose } from "@/server/market/find-last-close";
import { findMarket } from "@/server/market/find-market";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { listExchanges } from "@/server/vault/list-exchanges";
import { simulatorOrigin } from "@/server/vault/offered-sites";
import type { GoingLiveFacts } from "./core/decide-going-live";
import type { Scorecard } from "./core/scorecard";
import { scoreTraining } from "./list-scorecards";

export type GoingLive = {
  readonly bot: BotView;
  /** the venue its orders go to once it is live */
  readonly venue: string;
  readonly facts: GoingLiveFacts;
  /** null: it is not in training */
  readonly versionId: string | null;
  /** living bots of all books: a writer names what it counted */
  readonly botsCounted: number;
};

/** The book a bot goes to: where this start has a simulator of its exchange, practice; else live. */
export const targetBook = (exchange: ExchangeName): Book =>
  simulatorOrigin(exchange) === undefined ? "live" : "practice";

export type Asker = { readonly userId: string; readonly marketNow: MarketMs; readonly wallNow: WallMs };

/** Parts that have to be seen before money is at stake, and how long ago at most. Wall clock. */
const SEEN_WITHIN_MS = { worker: 15_000, engine: 30_000 } as const;

/** What is known of a bot that is to go live with that capital (quote). Refuses with `not_found`. */
export async function loadGoingLive(
  { userId, marketNow, wallNow }: Asker,
  nameOrId: string,
  { capital: asked, override }: { readonly capital: Decimal | null; readonly override: boolean },
): Promise<Result<GoingLive>> {
  const found = await showBot(userId, nameOrId);
  if (!found.ok) return refuseUnknownBot(nameOrId);
  const bot = found.value;
  const target = targetBook(bot.exchange);
  const venue = venueOf({ book: target, exchange: bot.exchange });
  const site = target === "practice" ? "simulator" : "real";
  const [bots, training, working, exchanges, market, settings, mode, reconciled, available, tests, beats] =
    await Promise.all([
      listBots(userId),
      listTrainingBots(userId),
      findWorkingBots([bot.botId]),
      listExchanges(userId),
      findMarket(bot.exchange, bot.symbol),
      getSettings(userId),
      getTradingMode(userId),
      lastReconciliation(userId, target),
      findAvailable(userId, target, venue, bot.stakeCurrency),
      listOrderTests(userId),
      readBeats(),
    ]);
  const trained = training.find(({ botId }) => botId === bot.botId);
  const size = sizeOf(bot, settings);
  const keys = exchanges.find(({ exchange }) => exchange === bot.exchange)?.keys ?? [];
  const key = keys.find((each) => each.site === site);
  return accept({
    bot,
    venue,
    botsCounted: bots.length,
    versionId: trained?.versionId ?? null,
    facts: {
      name: bot.name,
      stage: bot.stage,
      twinOf: bot.twinOf,
      book: bot.book,
      target,
      exchange: bot.exchange,
      symbol: bot.symbol,
      holds: bot.hasOpenPosition,
      working: working.has(bot.botId),
      key: key ?? null,
      onlyTestnet: !key && keys.some((each) => each.site === "testnet"),
      orderTest: orderTestOf(tests, key, { exchange: bot.exchange, site }),
      alive: Object.entries(SEEN_WITHIN_MS).every(([name, ms]) =>
        beats.some((beat) => beat.name === name && wallNow - beat.wallAt <= ms),
      ),
      rules: market?.rules ?? null,
      sizes: {
        ...size,
        // the first positions are smaller: they too must be large enough to be sold
        positionSize: size.positionSize.times(settings.firstLive.share),
        price: market && (await findLastClose({ ...market, ...bot }, marketNow)),
      },
      capital: asked ?? toDecimal(bot.initialCapital),
      available,
      slots: settings.slots[bot.exchange],
      botsThere: bots.filter(({ book, exchange }) => book === target && exchange === bot.exchange).length,
      difference: reconciled?.difference ?? null,
      mode,
      policy: settings.promotion.policy,
      card: await cardOf(trained, { settings, now: marketNow }),
      override,
    },
  });
}

/** The record of a bot in training; null of any other. */
async function cardOf(
  trained: TrainingBot | undefined,
  at: { readonly settings: Settings; readonly now: MarketMs },
): Promise<Scorecard | null> {
  if (!trained) return null;
  const [scored] = await scoreTraining([trained], at);
  return scored?.card ?? null;
}

/** How the newest order test with a key that was kept then stands; null: none ran with it. */
function orderTestOf(
  tests: readonly OrderTestView[],
  key: { readonly keptAt: string } | undefined,
  at: { readonly exchange: ExchangeName; readonly site: string },
): OrderTestView["status"] | null {
  if (!key) return null;
  const since = Date.parse(key.keptAt);
  const newest = tests.find(
    ({ exchange, site, askedAt }) =>
      exchange === at.exchange && site === at.site && Date.parse(askedAt) >= since,
  );
  return newest?.status ?? null;
}
