import type { Proxies } from "@/server/exchange/ccxt/proxies";
import type { ExchangeSite, MarketData } from "@/server/exchange/core/exchange-client";
import { canOpen, openMarketData } from "@/server/exchange/open-exchange";
import { marketMs, type WallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { LiveExchange } from "./live-exchange";
import { createLiveFeed, type LiveFeed } from "./live-feed";
import type { LiveLogger } from "./live-logger";
import { type KeyedCandles, withMoreCandles } from "./more-candles";
import { openPushSource, type PushOptions } from "./open-push-source";
import type { PushSource } from "./push-source";

export type LiveFeedAsk = {
  /** simulators on this machine instead of the exchanges: then only these, and their prices are simulated ones */
  readonly simulators: { readonly [exchange in ExchangeName]?: string };
  readonly wallNow: WallMs;
  readonly proxies?: Proxies;
  /** candles that an exchange has for keys alone */
  readonly keyedCandles?: KeyedCandles;
  readonly log: LiveLogger;
};

type Opened = { readonly data: MarketData; readonly push: PushSource | null };

/** The exchanges whose live prices this version has. */
export const liveExchanges: readonly ExchangeName[] = exchangeNames.filter(canOpen);

/** Live prices of all exchanges. Opening waits for none of them: one that cannot be reached has no markets until it can. */
export async function openLiveFeed(ask: LiveFeedAsk): Promise<LiveFeed> {
  const { simulators, wallNow, log, proxies } = ask;
  const practice = Object.keys(simulators).length > 0;
  const names = liveExchanges.filter((name) => !practice || simulators[name]);
  const opened = await Promise.all(
    names.map((name) => open(name, { site: siteOf(simulators[name]), proxies })),
  );
  return createLiveFeed({
    kind: practice ? "simulated" : "live",
    source: practice ? "practice" : "live",
    label: practice ? "PRACTICE · local simulators of exchanges" : "LIVE PRICES",
    startAt: marketMs(wallNow),
    open: (heard) =>
      opened.map(
        ({ data, push }) =>
          new LiveExchange({
            data: withMoreCandles(data, ask.keyedCandles ?? null, Date.now),
            push,
            now: Date.now,
            log,
            ...heard,
          }),
      ),
  });
}

const siteOf = (origin: string | undefined): ExchangeSite =>
  origin === undefined ? { kind: "real" } : { kind: "simulator", origin };

async function open(name: ExchangeName, options: PushOptions): Promise<Opened> {
  const [data, push] = await Promise.all([openMarketData(name, options), openPushSource(name, options)]);
  return { data, push };
}
