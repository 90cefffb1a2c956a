import { guardBooks } from "@/server/risk/guard-books";
import type { GuardSources } from "@/server/risk/guard-sources";
import { quarantineLadder } from "./keep-ladder";

/** A round of the guards whose quarantines stand on the one ladder. */
export const guardOnLadder = (
  sources: GuardSources,
  books: Parameters<typeof guardBooks>[1],
): Promise<void> => guardBooks({ ...sources, ladder: quarantineLadder }, books);
