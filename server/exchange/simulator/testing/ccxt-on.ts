import ccxt, { type Exchange } from "ccxt";
import type { SimKey } from "@/server/exchange/simulator/core/sim-key";

type Name = "binance" | "kucoin" | "kraken" | "luno";

/** Calls few enough to start up with, as EXCHANGES of their kind allow. */
const OPTIONS: Readonly<Record<Name, Record<string, unknown>>> = {
  binance: { fetchMarkets: { types: ["spot"] }, fetchMargins: false, fetchCurrencies: false },
  kucoin: { uta: false, fetchMarkets: { types: ["spot"], fetchTickersFees: false } },
  kraken: {},
  luno: {},
};

/** The library as anybody uses it, its websocket classes, with nothing changed but where it calls. */
export async function ccxtOn(name: Name, origin: string, key: SimKey | null = null): Promise<Exchange> {
  const exchange = new ccxt.pro[name]({
    enableRateLimit: false,
    options: OPTIONS[name],
    apiKey: key?.apiKey,
    secret: key?.secret,
    password: key?.passphrase ?? undefined,
  });
  exchange.urls.api = moved(exchange.urls.api, origin) as typeof exchange.urls.api;
  await exchange.loadHttpProxyAgent();
  return exchange;
}

function moved(value: unknown, origin: string): unknown {
  if (typeof value === "string") {
    if (!/^(https?|wss?):/.test(value)) return value;
    const url = new URL(value.replace("{hostname}", "exchange"));
    const base = url.protocol.startsWith("ws") ? origin.replace("http:", "ws:") : origin;
    return base + url.pathname.replace(/\/$/, "");
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, moved(inner, origin)]));
}
