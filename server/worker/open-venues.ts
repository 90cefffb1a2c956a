import { breakPort } from "@/server/exchange/break-port";
import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { exchangeOf, isOwnVenue, paperVenue } from "@/server/exchange/core/venue-name";
import { fencePort } from "@/server/exchange/fence-port";
import { limitPort } from "@/server/exchange/limit-port";
import { toPaperTerms } from "@/server/exchange/paper/core/paper-terms";
import { createPaperVenue, type PaperVenue } from "@/server/exchange/paper/paper-venue";
import { createRecentReader } from "@/server/exchange/paper/recent-reader";
import { createVenueRegistry, type VenueRegistry } from "@/server/exchange/venue-registry";
import type { Clocks } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import type { MarketFeed, Tick } from "@/server/market/core/market-feed";
import type { RulesBook } from "@/server/market/rules-book";
import type { SettingsReader } from "@/server/settings/settings-reader";
import type { LiveVenues } from "./open-live-venues";

export type VenueSetup = {
  readonly feed: MarketFeed;
  readonly rules: RulesBook;
  readonly clocks: Clocks;
  readonly lastTick: (exchange: ExchangeName, symbol: string) => Tick | undefined;
  /** Stands between execution and a venue, under the deadline and the fence: what loses or delays its answers. */
  readonly between?: (venue: string, port: ExchangePort) => ExchangePort;
};

export type Venues = VenueRegistry & {
  /** Shows a venue new prices of its markets; answers how many times one of its orders traded or ended. */
  readonly match: (venue: string, ticks: readonly Tick[]) => Promise<number>;
};

type Wiring = VenueSetup & {
  readonly settingsOf: SettingsReader;
  readonly isLeader: () => boolean;
  /** the accounts at exchanges; absent where there are none to open */
  readonly live?: LiveVenues | undefined;
};

/**
 * The venues of this process: for every exchange one that simulates it, on the feed's prices, books and volumes, and the
 * accounts at the exchanges themselves. A call
 * leaves only while this process leads, and none is waited for longer than the owner's deadline.
 */
export function openVenues(wiring: Wiring): Venues {
  const { settingsOf, isLeader, between = (_venue, port) => port } = wiring;
  const openPaper = paperVenues(wiring);
  const papers = new Map(exchangeNames.map((exchange) => [paperVenue(exchange), openPaper()]));
  // outermost: a call that was given up counts as failed
  const guarded = (name: string, port: ExchangePort) =>
    isOwnVenue(name) ? port : breakPort(port, wiring.clocks.wall);
  const deadlineOf = async (userId: string) => (await settingsOf(userId)).orderDeadlineMs;
  const ports: readonly (readonly [string, ExchangePort])[] = [...papers, ...(wiring.live?.ports ?? [])];
  const registry = createVenueRegistry(
    ports.map(([name, port]) => [
      name,
      // the fence stands nearest to the wire: nothing is waited for between it and the call
      guarded(name, limitPort(fencePort(between(name, port), isLeader), deadlineOf)),
    ]),
  );
  return {
    ...registry,
    match: async (venue, ticks) => (await papers.get(venue)?.match(ticks)) ?? 0,
  };
}

function paperVenues({ feed, clocks, lastTick, rules, settingsOf }: Wiring): () => PaperVenue {
  const recentOf = createRecentReader(feed);
  return () =>
    createPaperVenue({
      clocks,
      rulesOf: (name, symbol) => rules.rulesOf(exchangeOf(name), symbol),
      lastTick: (name, symbol) => lastTick(exchangeOf(name), symbol),
      bookOf: (name, symbol, at) => feed.book({ exchange: exchangeOf(name), symbol }, at),
      recentOf: (name, symbol, at) => recentOf({ exchange: exchangeOf(name), symbol }, at),
      termsOf: async (userId) => toPaperTerms(await settingsOf(userId)),
    });
}
