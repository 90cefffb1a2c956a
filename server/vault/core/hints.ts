import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { KeyFindings } from "./exchange-key";
import type { KeySite } from "./key-site";

/** A clock that is further off is told; orders are refused by most exchanges beyond some seconds. */
export const CLOCK_TOLD_MS = 1_000;

type Hinted = KeyFindings & { readonly exchange: ExchangeName; readonly site: KeySite };

/** What is worth knowing of a key that can be used: a sentence each. */
export function hintsOf(key: Hinted): readonly string[] {
  if (key.testedAt === null) return key.site === "testnet" ? [TESTED_ONLY] : [];
  const only = key.site === "testnet" ? TESTED_ONLY : null;
  return [only, unseen(key), address(key), clock(key)].filter((hint) => hint !== null);
}

/** What a testnet's key is good for here: its prices are not those that bots decide on. */
export const TESTED_ONLY =
  "A testnet key is only tested here, by its rights and by the order test: no bot trades with it. Bots go live on the account itself, or practise on simulated exchanges (npm start -- --practice).";

const unseen = ({ mayWithdraw }: Hinted): string | null =>
  mayWithdraw === null
    ? "This exchange does not tell what a key may do, so that cannot be checked here. Look there once more that withdrawing is off."
    : null;

const address = ({ boundToAddresses, site }: Hinted): string | null =>
  boundToAddresses === false && site === "real"
    ? "The key works from any address. Bind it to this machine's public address at the exchange: a stolen key is then of no use elsewhere."
    : null;

const clock = ({ clockOffsetMs }: Hinted): string | null =>
  clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_TOLD_MS ? clockWords(clockOffsetMs) : null;

/** How far this machine's clock is off, and what to do. */
export function clockWords(offsetMs: number): string {
  const seconds = (Math.abs(offsetMs) / 1_000).toFixed(1);
  const way = offsetMs > 0 ? "behind" : "ahead of";
  return `This machine's clock is ${seconds} s ${way} the exchange's. Let the system set its time by itself (NTP).`;
}
