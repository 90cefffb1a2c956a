// The worker's place for one book: what must be remembered from one valuation to the next.
import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import { lastReconciliation } from "@/server/heartbeat/last-reconciliation";
import type { Clocks, WallMs } from "@/server/kernel/clock";
import type { FeedView, MarketBadge } from "@/server/market/core/feed-view";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { SETTINGS_AGE_MAX_MS } from "@/server/settings/settings-reader";
import { valueBasket } from "./core/basket";
import type { BotGrowth } from "./core/bot-growth";
import { buildLiveView } from "./core/build-live-view";
import { carryFeeds, pricesOf } from "./core/carry-feeds";
import type { Growth } from "./core/growth";
import type { LiveView } from "./core/live-view";
import { type CurrencyValue, type PriceOf, valueBook } from "./core/value-book";
import { growBook } from "./grow-book";
import { growBots } from "./grow-bots";
import { readBook } from "./read-book";
import { type EquityPointRow, findSavedBook } from "./store";

/** Where a book's prices and times come from. `feeds` and `badge` answer from memory: they are asked every second. */
export type BookSources = {
  readonly userId: string;
  readonly book: LiveView["book"];
  readonly feeds: () => readonly FeedView[];
  readonly badge: () => MarketBadge;
  /** markets that are watched for their rates alone, from memory too */
  readonly rateFeeds: () => readonly FeedView[];
  readonly clocks: Clocks;
};

export type BookValuation = BookSources & {
  readonly slow: {
    readonly bots: () => Promise<readonly BotView[]>;
    readonly reconciled: () => ReturnType<typeof lastReconciliation>;
    readonly settings: () => Promise<Settings>;
  };
  readonly memory: {
    growth: ReadonlyMap<string, Growth>;
    botGrowth: ReadonlyMap<string, BotGrowth>;
    view: LiveView | null;
    publishedWallAt: WallMs | null;
    recordedWallAt: WallMs | null;
    turn: Promise<unknown>;
  };
};

/** One valuation of a book: what pages show, and the points of its equity curve. */
export type ValuedBook = { readonly view: LiveView; readonly points: readonly EquityPointRow[] };

const BOTS_AGE_MAX_MS = 2_000;

/** Opens a book for valuation, with the memory of its last publication. */
export async function openBookValuation(sources: BookSources): Promise<BookValuation> {
  const { userId, book, clocks } = sources;
  const saved = await findSavedBook({ userId, book });
  const keep = <T>(ageMaxMs: number, load: () => Promise<T>) => keepFor(ageMaxMs, clocks.wall, load);
  return {
    ...sources,
    slow: {
      bots: keep(BOTS_AGE_MAX_MS, async () => (await listBots(userId)).filter((bot) => bot.book === book)),
      reconciled: keep(BOTS_AGE_MAX_MS, () => lastReconciliation(userId, book)),
      settings: keep(SETTINGS_AGE_MAX_MS, () => getSettings(userId)),
    },
    memory: {
      growth: saved?.growth ?? new Map(),
      botGrowth: saved?.botGrowth ?? new Map(),
      view: saved?.view ?? null,
      publishedWallAt: null,
      recordedWallAt: null,
      turn: Promise.resolve(),
    },
  };
}

/** Runs `work` after whatever the valuation is doing: two valuations at once would remember each other's past. */
export function inTurn<T>(valuation: BookValuation, work: () => Promise<T>): Promise<T> {
  const run = valuation.memory.turn.then(work);
  valuation.memory.turn = run.catch(() => undefined);
  return run;
}

/** Values the book now and remembers it. A handful of queries, however many bots there are. */
export async function valueNow(valuation: BookValuation): Promise<ValuedBook> {
  const { userId, book, memory, slow } = valuation;
  const [{ balances, positions, records, dust }, bots, reconciled, settings] = await Promise.all([
    readBook({ userId, book }),
    slow.bots(),
    slow.reconciled(),
    slow.settings(),
  ]);
  const badge = valuation.badge();
  const feeds = carryFeeds(valuation.feeds(), badge.source, memory.view);
  const priceOf = pricesOf(feeds);
  const value = valueBook({ balances, positions, dust, bots, priceOf });
  const { timeZone, displayCurrency } = settings;
  const context = { userId, book, marketNow: valuation.clocks.market(), bots, priceOf, timeZone };
  const growth = await growBook(memory.growth, value.currencies, context);
  const botGrowth = growBots(memory.botGrowth, value.bots, context);
  const view = buildLiveView({
    book,
    badge,
    feeds,
    value,
    growth,
    botGrowth,
    records,
    positions,
    bots,
    priceOf,
    reconciled,
    display: { currency: displayCurrency, feeds: valuation.rateFeeds() },
    marketNow: valuation.clocks.market(),
    wallNow: valuation.clocks.wall(),
  });
  memory.growth = growth;
  memory.botGrowth = botGrowth;
  memory.view = view;
  return {
    view,
    points: value.currencies.flatMap((each) => toPoint(valuation, each, growth, priceOf) ?? []),
  };
}

function toPoint(
  valuation: BookValuation,
  value: CurrencyValue,
  growth: ReadonlyMap<string, Growth>,
  priceOf: PriceOf,
): EquityPointRow | null {
  const memory = growth.get(value.currency);
  if (!value.equity || !memory) return null;
  return {
    userId: valuation.userId,
    book: valuation.book,
    currency: value.currency,
    equity: value.equity,
    cash: value.cash,
    buyAndHold: valueBasket(memory.basket, priceOf),
  };
}

function keepFor<T>(ageMaxMs: number, wall: () => WallMs, load: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: WallMs; readonly value: T } | undefined;
  return async () => {
    const now = wall();
    if (!kept || now - kept.at >= ageMaxMs) kept = { at: now, value: await load() };
    return kept.value;
  };
}
