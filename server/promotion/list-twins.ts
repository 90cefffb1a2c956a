import { listBots } from "@/server/bots/list-bots";
import { listFilledTrades } from "@/server/history/execution/tracked-trades";
import type { Book } from "@/server/kernel/book";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { getSettings } from "@/server/settings/get-settings";
import { type TwinTracking, trackTwin } from "./core/track-twin";

/** A live bot beside its paper twin. Statistics are numbers: basis points and fractions of 1. */
export type TwinView = {
  readonly botId: string;
  readonly name: string;
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly twinId: string;
  readonly twinName: string;
  readonly tracking: TwinTracking;
};

const PERIOD_MS = 90 * 86_400_000;
const TWINS_MAX = 200;

/** Every live bot that has a twin, or the one asked for, with how far the two went apart in the last 90 days. */
export async function listTwins(q: {
  readonly userId: string;
  readonly wallNow: WallMs;
  readonly botId?: string | undefined;
}): Promise<readonly TwinView[]> {
  const [bots, { timeZone }] = await Promise.all([listBots(q.userId), getSettings(q.userId)]);
  const byId = new Map(bots.map((bot) => [bot.botId, bot]));
  const pairs = bots.flatMap((twin) => {
    const live = twin.twinOf === null ? undefined : byId.get(twin.twinOf);
    return live && (q.botId === undefined || q.botId === live.botId) ? [{ live, twin }] : [];
  });
  const since = plusMs(q.wallNow, -PERIOD_MS);
  const views: TwinView[] = [];
  for (const { live, twin } of pairs.slice(0, TWINS_MAX)) {
    const [ours, theirs] = await Promise.all(
      [live, twin].map(({ botId, book }) => listFilledTrades({ botId, book, since })),
    );
    const tracking = trackTwin({ live: ours ?? [], twin: theirs ?? [], timeZone });
    const { botId, name, book, exchange, symbol } = live;
    views.push({ botId, name, book, exchange, symbol, twinId: twin.botId, twinName: twin.name, tracking });
  }
  return views;
}
