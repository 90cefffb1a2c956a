import { toDate, type WallMs } from "@/server/kernel/clock";
import { exchangeLabel, exchangeNames } from "@/server/kernel/exchange-names";
import type { ExchangeKey } from "./core/exchange-key";
import { hintsOf } from "./core/hints";
import { hasPassphrase } from "./core/key-input";
import type { ExchangeView, KeyView } from "./core/key-view";
import { sitesOf } from "./offered-sites";
import { findKeys } from "./store";

/** Every exchange this system knows, with a person's keys for it: what is sealed is in none of it. */
export async function listExchanges(userId: string): Promise<readonly ExchangeView[]> {
  const keys = await findKeys(userId);
  return exchangeNames.map((exchange) => ({
    exchange,
    label: exchangeLabel(exchange),
    sites: sitesOf(exchange),
    hasPassphrase: hasPassphrase(exchange),
    keys: keys.filter((key) => key.exchange === exchange).map(toView),
  }));
}

const iso = (at: WallMs | null): string | null => at && toDate(at).toISOString();

const toView = (key: ExchangeKey): KeyView => ({
  site: key.site,
  label: key.label,
  lastFour: key.lastFour,
  status: key.status,
  fault: key.fault,
  hints: hintsOf(key),
  mayRead: key.mayRead,
  mayTrade: key.mayTrade,
  mayWithdraw: key.mayWithdraw,
  addresses: key.addresses,
  boundToAddresses: key.boundToAddresses,
  expiresAt: iso(key.expiresAt),
  clockOffsetMs: key.clockOffsetMs,
  testedAt: iso(key.testedAt),
  testAskedAt: iso(key.testAskedAt),
  keptAt: toDate(key.keptAt).toISOString(),
});
