import type { WallMs } from "@/server/kernel/clock";

/** Between two comparisons of a venue: of this system's own, and of an exchange, where a person acts by hand too. */
const OWN_EVERY_MS = 5 * 60_000;
const ACCOUNT_EVERY_MS = 45_000;
/** What has just begun to differ is looked at again, so often and so long: it is told to the owner soon, or gone. */
const AGAIN_EVERY_MS = 15_000;
const AGAIN_FOR_MS = 120_000;

type AccountAt = { readonly userId: string; readonly venue: string };

/** What makes a venue's comparison due before its time. */
export type AccountNews = {
  /** accounts there are keys for */
  readonly keyed: readonly AccountAt[];
  /** venues at which the ledger knows an account that was never compared */
  readonly uncompared: readonly string[];
  /** accounts in which something waits for their owner */
  readonly waiting: readonly AccountAt[];
};

export const NO_NEWS: AccountNews = { keyed: [], uncompared: [], waiting: [] };

export type CompareSchedule = {
  /** The venues whose comparison is due at that instant; each counts as begun. `isOpen`: compared under this lead. */
  readonly due: (now: WallMs, news: AccountNews, isOpen: (venue: string) => boolean) => readonly string[];
  /** What a comparison came to. */
  readonly compared: (venue: string, isEven: boolean, at: WallMs) => void;
};

/**
 * When each venue is compared with the ledger: at once where it was not yet under this lead, where an account is new or
 * its owner has just acknowledged what waited there; soon again where it has begun to differ; else by its own beat, which
 * is quicker where there are keys to an exchange. Wall clock. One that hangs counts as begun, and holds back no other.
 */
export function createCompareSchedule(venues: readonly string[]): CompareSchedule {
  const begunAt = new Map<string, WallMs>();
  const differsSince = new Map<string, WallMs>();
  const known = new Set<string>();
  let waited: ReadonlyMap<string, string> = new Map();

  const newlyTold = ({ keyed, uncompared, waiting }: AccountNews): ReadonlySet<string> => {
    const told = new Set(uncompared);
    for (const account of keyed) {
      if (known.has(keyOf(account))) continue;
      known.add(keyOf(account));
      told.add(account.venue);
    }
    const waits = new Map(waiting.map((account) => [keyOf(account), account.venue]));
    for (const [account, venue] of waited) if (!waits.has(account)) told.add(venue);
    waited = waits;
    return told;
  };
  const everyMs = (venue: string, now: WallMs, accounts: ReadonlySet<string>): number => {
    const since = differsSince.get(venue);
    if (since !== undefined && now - since < AGAIN_FOR_MS) return AGAIN_EVERY_MS;
    return accounts.has(venue) ? ACCOUNT_EVERY_MS : OWN_EVERY_MS;
  };
  return {
    due: (now, news, isOpen) => {
      const told = newlyTold(news);
      const accounts = new Set(news.keyed.map(({ venue }) => venue));
      const due = venues.filter((venue) => {
        const begun = begunAt.get(venue);
        if (begun === undefined || told.has(venue) || !isOpen(venue)) return true;
        // a clock that was set back must not put a comparison off
        return now < begun || now - begun >= everyMs(venue, now, accounts);
      });
      for (const venue of due) begunAt.set(venue, now);
      return due;
    },
    compared: (venue, isEven, at) => {
      if (isEven) differsSince.delete(venue);
      else if (!differsSince.has(venue)) differsSince.set(venue, at);
    },
  };
}

const keyOf = ({ userId, venue }: AccountAt): string => `${userId} ${venue}`;
