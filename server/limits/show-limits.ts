import { listBots } from "@/server/bots/list-bots";
import { listSentEntries } from "@/server/execution/throttle/list-sent-entries";
import type { Book } from "@/server/kernel/book";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { readCoinMoves } from "@/server/risk/read-coin-moves";
import { getSettings } from "@/server/settings/get-settings";
import { countLines, exposureLines, fleetLines, partLines } from "./core/book-lines";
import { botLines } from "./core/bot-lines";
import { byUrgency, type LimitLine } from "./core/limit-line";
import { paceLines } from "./core/pace-lines";
import { loadViewedBook, type ViewedBook } from "./load-viewed-book";

/** Of a fleet of hundreds those that bind first are told, not all of them. */
const LINES_MAX = 1_000;

export type LimitsView = {
  readonly book: Book;
  /** ISO UTC, wall clock, of the prices behind the figures; null before any were published */
  readonly pricedWallAt: string | null;
  /** what binds first stands first; at most a thousand */
  readonly lines: readonly LimitLine[];
};

/** Every limit on a book with its present use. A handful of queries, however many bots there are. */
export async function showLimits(q: {
  readonly userId: string;
  readonly book: Book;
  readonly at: MarketMs;
  readonly wallNow: WallMs;
}): Promise<LimitsView> {
  const { userId, book, at, wallNow } = q;
  const [settings, view, all, sent] = await Promise.all([
    getSettings(userId),
    getLiveView(userId, book),
    listBots(userId),
    listSentEntries({ userId, book }, wallNow),
  ]);
  const loaded = await loadViewedBook({ userId, book, at, timeZone: settings.timeZone, view });
  const movesWith = await readCoinMoves({}, loaded.markets, { at, settings });
  const memoryOf = memories(loaded);
  const currencies = new Set([...loaded.equity.keys(), ...partsOf(loaded)]);
  const bots = all.filter((bot) => bot.book === book);
  const tiles = new Map(view?.bots.map((tile) => [tile.botId, tile]));
  const held = Map.groupBy(view?.positions ?? [], ({ botId }) => botId);
  const lines = [
    ...[...currencies].sort().flatMap((currency) =>
      partLines(
        {
          currency,
          memory: memoryOf("part", currency),
          total: view?.totals.find((total) => total.currency === currency) ?? null,
        },
        settings,
      ),
    ),
    ...exposureLines(loaded, settings, movesWith),
    ...countLines(loaded, settings),
    ...fleetLines(all, settings),
    ...paceLines({ sent, now: wallNow }, settings),
    ...bots.flatMap((bot) =>
      botLines(
        {
          botId: bot.botId,
          name: bot.name,
          riskMode: bot.riskMode,
          quarantined: bot.status === "quarantined",
          entries: loaded.counts.byBot.get(bot.botId) ?? 0,
          memory: memoryOf("bot", bot.botId),
          tile: tiles.get(bot.botId) ?? null,
          positions: held.get(bot.botId) ?? [],
        },
        settings,
      ),
    ),
  ];
  return { book, pricedWallAt: view?.wallAt ?? null, lines: byUrgency(lines).slice(0, LINES_MAX) };
}

const partsOf = ({ guards }: ViewedBook): readonly string[] =>
  guards.flatMap(({ scope, subject }) => (scope === "part" ? [subject] : []));

function memories({ guards }: ViewedBook) {
  const known = new Map(guards.map(({ scope, subject, memory }) => [`${scope} ${subject}`, memory]));
  return (scope: "part" | "bot", subject: string) => known.get(`${scope} ${subject}`) ?? null;
}
