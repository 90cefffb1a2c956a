import type { AccountClient } from "@/server/exchange/core/exchange-client";
import type { VenueAccount } from "@/server/exchange/core/exchange-port";

export type WarmClients = {
  readonly of: (account: VenueAccount) => Promise<AccountClient>;
  readonly forget: (account: VenueAccount) => Promise<void>;
  readonly close: () => Promise<void>;
};

const keyOf = ({ userId, book, venue }: VenueAccount): string => `${userId} ${book} ${venue}`;

/** One open client an account; one that could not be opened is tried anew by the next call. */
export function createWarmClients(open: (account: VenueAccount) => Promise<AccountClient>): WarmClients {
  const opened = new Map<string, Promise<AccountClient>>();
  const end = async (client: Promise<AccountClient> | undefined): Promise<void> => {
    // one that never opened has nothing to close
    const there = await client?.catch(() => null);
    await there?.close();
  };
  return {
    of: (account) => {
      const key = keyOf(account);
      const known = opened.get(key);
      if (known) return known;
      const client = open(account);
      opened.set(key, client);
      client.catch(() => {
        if (opened.get(key) === client) opened.delete(key);
      });
      return client;
    },
    forget: async (account) => {
      const key = keyOf(account);
      const client = opened.get(key);
      opened.delete(key);
      await end(client);
    },
    close: async () => {
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map(end));
    },
  };
}
