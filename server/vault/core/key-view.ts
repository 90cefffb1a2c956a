import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { KeyStatus } from "./exchange-key";
import type { KeySite } from "./key-site";

/** A key that was taken in; its test is on its way. */
export type KeyAdded = {
  readonly exchange: ExchangeName;
  readonly site: KeySite;
  readonly lastFour: string;
};

export type KeyView = {
  readonly site: KeySite;
  readonly label: string;
  readonly lastFour: string;
  readonly status: KeyStatus;
  readonly fault: string | null;
  /** what is worth doing, though the key can be used: a sentence each */
  readonly hints: readonly string[];
  readonly mayRead: boolean | null;
  readonly mayTrade: boolean | null;
  readonly mayWithdraw: boolean | null;
  readonly addresses: readonly string[];
  readonly boundToAddresses: boolean | null;
  /** ISO UTC, wall clock */
  readonly expiresAt: string | null;
  readonly clockOffsetMs: number | null;
  readonly testedAt: string | null;
  /** a test was asked for and has not come to an end; since when */
  readonly testAskedAt: string | null;
  readonly keptAt: string;
};

/** An exchange with the keys that are kept for it, and where keys may be for. */
export type ExchangeView = {
  readonly exchange: ExchangeName;
  readonly label: string;
  readonly sites: readonly KeySite[];
  readonly hasPassphrase: boolean;
  readonly keys: readonly KeyView[];
};

/** The site behind an exchange's name, where it is not the exchange itself. */
export const siteWords = (site: KeySite): string => (site === "real" ? "" : ` (${site})`);
