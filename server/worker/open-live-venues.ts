import { toSite } from "@/server/connections/to-site";
import type { AccountClient, ListedMarket, MarketData } from "@/server/exchange/core/exchange-client";
import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { accountVenue, exchangeOf } from "@/server/exchange/core/venue-name";
import { createLiveVenue, type LiveVenue } from "@/server/exchange/live/live-venue";
import { openAccount, openMarketData } from "@/server/exchange/open-exchange";
import type { Clocks } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import type { ExchangeKey } from "@/server/vault/core/exchange-key";
import type { KeySite } from "@/server/vault/core/key-site";
import { listUsableKeys } from "@/server/vault/list-usable-keys";
import { openCredentials } from "@/server/vault/open/open-credentials";

export type LiveVenues = {
  readonly ports: readonly (readonly [venue: string, port: LiveVenue])[];
  /** The accounts there are keys for. A key that came, went or changed since the last call is noticed here. */
  readonly accounts: () => Promise<readonly VenueAccount[]>;
  readonly close: () => Promise<void>;
};

type Setup = {
  readonly clocks: Clocks;
  readonly lastPrice: (exchange: ExchangeName, symbol: string) => Decimal | null;
};

const MARKETS_EVERY_MS = 3_600_000;
/** Rules that an order was held against are asked anew, but not at each order. */
const FRESH_MS = 5_000;

/** The venues at which accounts are kept: every exchange, and its simulator where this start was told of one. */
export function openLiveVenues({ clocks, lastPrice }: Setup): LiveVenues {
  const markets = new Map<string, ReturnType<typeof createMarketReader>>();
  const readerOf = (venue: string) => {
    const reader = markets.get(venue) ?? createMarketReader(venue, clocks);
    markets.set(venue, reader);
    return reader;
  };
  const ports = exchangeNames.flatMap((exchange) =>
    sitesOf(exchange).map((site) => {
      const port = createLiveVenue({
        clocks,
        openAccount: (account) => openWithKey(account, exchange, site),
        marketOf: (venue, symbol, isFresh) => readerOf(venue).marketOf(symbol, isFresh),
        lastPrice: (venue, symbol) => lastPrice(exchangeOf(venue), symbol),
      });
      return [venueAt(exchange, site), port] as const;
    }),
  );
  const byVenue = new Map(ports);
  const seen = new Map<string, string>();
  return {
    ports,
    accounts: async () => {
      const keys = (await listUsableKeys()).filter(({ exchange, site }) =>
        byVenue.has(venueAt(exchange, site)),
      );
      for (const key of keys) await forgetChanged(key, seen, byVenue);
      return keys.map(accountOf);
    },
    close: async () => {
      await Promise.all([
        ...ports.map(([, port]) => port.close()),
        ...[...markets.values()].map((m) => m.close()),
      ]);
    },
  };
}

/** Testnets are for the test of a key, which pages say wherever one is shown: no book is kept there. */
const sitesOf = (exchange: ExchangeName): readonly KeySite[] =>
  toSite(exchange, "simulator") === null ? ["real"] : ["real", "simulator"];

const bookOf = (site: KeySite) => (site === "simulator" ? "practice" : "live");
const venueAt = (exchange: ExchangeName, site: KeySite): string =>
  site === "testnet" ? `testnet:${exchange}` : accountVenue(bookOf(site), exchange);

const accountOf = ({ userId, exchange, site }: ExchangeKey): VenueAccount => ({
  userId,
  book: bookOf(site),
  venue: venueAt(exchange, site),
});

/** An account whose key was replaced is opened anew with the new one. */
async function forgetChanged(
  key: ExchangeKey,
  seen: Map<string, string>,
  ports: ReadonlyMap<string, LiveVenue>,
): Promise<void> {
  const account = accountOf(key);
  const at = `${account.userId} ${account.venue}`;
  const is = `${key.credentialId} ${key.keptAt}`;
  const was = seen.get(at);
  seen.set(at, is);
  if (was !== undefined && was !== is) await ports.get(account.venue)?.forget(account);
}

async function openWithKey(
  { userId }: VenueAccount,
  exchange: ExchangeName,
  kind: KeySite,
): Promise<AccountClient> {
  const site = toSite(exchange, kind);
  if (!site) throw new Fault("exchange", true, `No simulator of ${exchange} runs here now.`);
  const credentials = await openCredentials(userId, exchange, kind);
  if (!credentials.ok) throw new Fault("exchange", true, credentials.refusal.message);
  return openAccount(exchange, { site, credentials: credentials.value });
}

/** What a venue lists, remembered for an hour. */
function createMarketReader(venue: string, { wall }: Clocks) {
  const exchange = exchangeOf(venue);
  let data: Promise<MarketData> | null = null;
  let listed: Promise<ReadonlyMap<string, ListedMarket>> | null = null;
  let readAt = 0;
  const read = async (): Promise<ReadonlyMap<string, ListedMarket>> => {
    const site = toSite(exchange, venue.startsWith("practice:") ? "simulator" : "real");
    if (!site) throw new Fault("exchange", true, `No simulator of ${exchange} runs here now.`);
    data ??= openMarketData(exchange, { site });
    return new Map((await (await data).markets()).map((market) => [market.symbol, market]));
  };
  const refresh = () => {
    readAt = wall();
    const reading = read();
    listed = reading;
    reading.catch(() => {
      // asked again by the next order; a client that could not be opened is opened anew
      if (listed === reading) [listed, data] = [null, null];
    });
    return reading;
  };
  return {
    marketOf: async (symbol: string, isFresh: boolean): Promise<ListedMarket | null> => {
      const age = wall() - readAt;
      const isOld = listed === null || age > (isFresh ? FRESH_MS : MARKETS_EVERY_MS);
      return (await (isOld ? refresh() : listed))?.get(symbol) ?? null;
    },
    close: async () => {
      const open = await data?.catch(() => null);
      await open?.close();
    },
  };
}
