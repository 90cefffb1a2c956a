import type { LiveView } from "./core/live-view";
import { listLiveViews } from "./store";

/**
 * The newest published view of a book; null before the worker has published one.
 *
 * Without a book it is the one being kept up to date that has bots, among those of the last 10 s: live before practice
 * before paper before demo; the last of them where none has any.
 */
export async function getLiveView(userId: string, book?: LiveView["book"]): Promise<LiveView | null> {
  const views = await listLiveViews(userId);
  if (book) return views.find((view) => view.book === book) ?? null;
  const [newest] = views;
  if (!newest) return null;
  const current = views.filter((view) => Date.parse(newest.wallAt) - Date.parse(view.wallAt) <= CURRENT_MS);
  const inOrder = PRECEDENCE.flatMap((each) => current.find((view) => view.book === each) ?? []);
  return inOrder.find(({ bots }) => bots.length > 0) ?? inOrder.at(-1) ?? newest;
}

const CURRENT_MS = 10_000;
const PRECEDENCE = ["live", "practice", "paper", "demo"] as const;
