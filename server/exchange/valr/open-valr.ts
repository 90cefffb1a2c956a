import { goThrough } from "@/server/exchange/ccxt/go-through";
import type { Proxies } from "@/server/exchange/ccxt/proxies";
import { toProxyFault } from "@/server/exchange/ccxt/to-transport-fault";
import type { Credentials, ExchangeSite } from "@/server/exchange/core/exchange-client";
import { Fault } from "@/server/kernel/result";
import { Valr } from "./valr";

const TIMEOUT_MS = 10_000;

export type ValrOptions = {
  readonly site: ExchangeSite;
  readonly credentials: Credentials | null;
  readonly proxies?: Proxies;
};

/** VALR's client for a site; without keys it may ask what anybody may. Throws a Fault for a testnet: VALR has none. */
export async function openValr({ site, credentials, proxies }: ValrOptions): Promise<Valr> {
  if (site.kind === "testnet") throw new Fault("exchange", false, "VALR has no testnet.");
  const valr = new Valr({
    apiKey: credentials?.apiKey,
    secret: credentials?.secret,
    timeout: TIMEOUT_MS,
    // a simulator on this machine has no limit to spare
    enableRateLimit: site.kind === "real",
  });
  goThrough(valr, proxies);
  if (proxies) tellProxy(valr, proxies);
  if (site.kind === "real") return valr;
  const { origin } = site;
  Object.assign(valr.urls.api as object, {
    public: origin,
    private: origin,
    ws: origin.replace(/^http/, "ws"),
  });
  await valr.loadHttpProxyAgent();
  return valr;
}

function tellProxy(valr: Valr, proxies: Proxies): void {
  const plain = valr.fetch.bind(valr);
  valr.fetch = async (...request: Parameters<Valr["fetch"]>) => {
    try {
      return await plain(...request);
    } catch (error) {
      throw toProxyFault("VALR", error, proxies, String(request[0])) ?? error;
    }
  };
}
