import http from "node:http";
import https from "node:https";
import type { Exchange } from "./ccxt";
import { type Proxies, proxyFor } from "./proxies";

/** Never reached through a proxy: simulators live there. */
const OWN_MACHINE = "localhost,127.0.0.1,::1";

/** Requests and websockets of one client go through the proxies that the environment names. */
export function goThrough(ccxt: Exchange, proxies: Proxies | undefined): void {
  if (!proxies) return;
  ccxt.httpsProxyCallback = ((url: string) => proxyFor(url, proxies) ?? undefined) as never;
  if (proxies.http === "" && proxies.https === "") return;
  // ccxt's own way for websockets asks for packages of old; Node's agents do the same
  const proxyEnv = {
    HTTP_PROXY: withScheme(proxies.http),
    HTTPS_PROXY: withScheme(proxies.https || proxies.http),
    NO_PROXY: [OWN_MACHINE, proxies.no].filter((each) => each !== "").join(),
  } as NonNullable<https.AgentOptions["proxyEnv"]>;
  Object.assign(ccxt, {
    agent: new https.Agent({ keepAlive: true, proxyEnv }),
    httpAgent: new http.Agent({ keepAlive: true, proxyEnv }),
  });
}

const withScheme = (proxy: string): string =>
  proxy === "" || proxy.includes("://") ? proxy : `http://${proxy}`;
