import { toSite } from "@/server/connections/to-site";
import type { AccountClient } from "@/server/exchange/core/exchange-client";
import type { KeyedCandles } from "@/server/exchange/live-feed/more-candles";
import { openAccount } from "@/server/exchange/open-exchange";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { Fault } from "@/server/kernel/result";
import type { ExchangeKey } from "@/server/vault/core/exchange-key";
import { listUsableKeys } from "@/server/vault/list-usable-keys";
import { openKey } from "@/server/vault/open/open-credentials";

/** Exchanges that have candles for keys alone. */
const FOR_KEYS_ALONE: readonly ExchangeName[] = ["luno"];

type Opened = { readonly is: string; readonly client: Promise<AccountClient> };

/**
 * Candles of exchanges that give them for keys alone, asked with a key of the vault: without one there are none, and
 * with the next one there are. A key that was replaced is not used again.
 */
export function createKeyedCandles(): {
  readonly candles: KeyedCandles;
  readonly close: () => Promise<void>;
} {
  const opened = new Map<ExchangeName, Opened>();
  const end = async (one: Opened | undefined): Promise<void> => {
    const client = await one?.client.catch(() => null);
    await client?.close();
  };
  const clientOf = async (exchange: ExchangeName): Promise<AccountClient | null> => {
    const key = (await listUsableKeys()).find(
      (one) => one.exchange === exchange && toSite(exchange, one.site),
    );
    const known = opened.get(exchange);
    const is = key ? `${key.credentialId} ${key.keptAt}` : null;
    if (known?.is === is) return known.client;
    opened.delete(exchange);
    void end(known);
    if (!key || is === null) return null;
    const client = open(key);
    opened.set(exchange, { is, client });
    client.catch(() => {
      if (opened.get(exchange)?.client === client) opened.delete(exchange);
    });
    return client;
  };
  return {
    candles: async (exchange, ...asked) => {
      if (!FOR_KEYS_ALONE.includes(exchange)) return null;
      try {
        const client = await clientOf(exchange);
        return (await client?.candles?.(...asked)) ?? null;
      } catch (error) {
        // a key that the exchange does not take any more: what anybody may know of its trades is left
        if (error instanceof Fault) return null;
        throw error;
      }
    },
    close: async () => {
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map(end));
    },
  };
}

async function open(key: ExchangeKey): Promise<AccountClient> {
  const site = toSite(key.exchange, key.site);
  const credentials = await openKey(key);
  if (!site || !credentials.ok) throw new Fault("exchange", true, "its key cannot be opened");
  return openAccount(key.exchange, { site, credentials: credentials.value });
}
