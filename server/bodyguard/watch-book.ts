import { beat } from "@/server/heartbeat/beat";
import type { Book } from "@/server/kernel/book";
import type { GuardSources } from "@/server/risk/guard-sources";
import { quarantineLadder } from "./keep-ladder";
import { type Watched, watchBots } from "./watch-bots";

/** One look at a book, with the ladder that all quarantines share; told by a heartbeat. */
export async function watchBook(
  sources: GuardSources,
  key: { readonly userId: string; readonly book: Book },
): Promise<Watched> {
  const watched = await watchBots({ ...sources, ladder: quarantineLadder }, key);
  await beat("bodyguard", { ...key, ...watched }, sources.clocks);
  return watched;
}
