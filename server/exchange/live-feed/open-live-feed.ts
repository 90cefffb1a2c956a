import type { ExchangeSite, MarketData } from "@/server/exchange/core/exchange-client";
import { type MarketMs, marketMs, type WallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { LiveExchange, type LiveLogger } from "./live-exchange";
import { createLiveFeed, type LiveFeed } from "./live-feed";
import { openPushSource } from "./open-push-source";
import type { PushSource } from "./push-source";

export type LiveFeedAsk = {
  /** simulators on this machine instead of the exchanges: then only these, and their prices are simulated ones */
  readonly simulators: { readonly [exchange in ExchangeName]?: string };
  readonly wallNow: WallMs;
  readonly log: LiveLogger;
};

type Opened = { readonly data: MarketData; readonly push: PushSource | null };

/** How each exchange is reached, loaded when it is: ccxt takes seconds and 80 MB. */
const OPENERS: { readonly [exchange in ExchangeName]?: (site: ExchangeSite) => Promise<MarketData> } = {
  valr: async (site) => (await import("@/server/exchange/valr/open-valr-data")).openValrData({ site }),
};

/** The exchanges whose live prices this version has. */
export const liveExchanges: readonly ExchangeName[] = exchangeNames.filter((name) => OPENERS[name]);

/** Live prices of all exchanges. Opening waits for none of them: one that cannot be reached has no markets until it can. */
export async function openLiveFeed({ simulators, wallNow, log }: LiveFeedAsk): Promise<LiveFeed> {
  const practice = Object.keys(simulators).length > 0;
  const names = liveExchanges.filter((name) => !practice || simulators[name]);
  const opened = await Promise.all(names.map((name) => open(name, siteOf(simulators[name]))));
  return createLiveFeed({
    kind: practice ? "simulated" : "live",
    source: practice ? "practice" : "live",
    label: practice ? "PRACTICE · local simulators of exchanges" : "LIVE PRICES",
    startAt: startOf(wallNow),
    open: (heard) =>
      opened.map(({ data, push }) => new LiveExchange({ data, push, now: Date.now, log, ...heard })),
  });
}

const startOf = (wallNow: WallMs): MarketMs => marketMs(wallNow);

const siteOf = (origin: string | undefined): ExchangeSite =>
  origin === undefined ? { kind: "real" } : { kind: "simulator", origin };

async function open(name: ExchangeName, site: ExchangeSite): Promise<Opened> {
  const opener = OPENERS[name];
  if (!opener) throw new Error(`Invariant broken: ${name} has live prices`);
  const [data, push] = await Promise.all([opener(site), openPushSource(name, site)]);
  return { data, push };
}
