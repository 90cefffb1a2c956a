import type { Book } from "@/server/kernel/book";
import { accept, type Result } from "@/server/kernel/result";
import { judgePreflight, type PreflightCheck } from "./core/decide-going-live";
import { type Asker, loadGoingLive } from "./load-going-live";

export type PreflightView = {
  readonly botId: string;
  readonly name: string;
  /** the book it would go to */
  readonly book: Book;
  readonly ready: boolean;
  readonly checks: readonly PreflightCheck[];
};

/** Whether a bot may go live, and what is missing. Refuses with `not_found`. */
export async function showPreflight(who: Asker, nameOrId: string): Promise<Result<PreflightView>> {
  const loaded = await loadGoingLive(who, nameOrId, { capital: null, override: false });
  if (!loaded.ok) return loaded;
  const { bot, facts } = loaded.value;
  const checks = judgePreflight(facts);
  const ready = checks.every(({ ok }) => ok);
  return accept({ botId: bot.botId, name: bot.name, book: facts.target, ready, checks });
}
