import { ExchangeFault } from "@/server/exchange/core/verdict";
import { type Exchange, isTimeout } from "./ccxt";
import { type Proxies, proxyFor, proxyName } from "./proxies";

/** Signs that no connection was made: nothing can have been sent. */
const NOT_CONNECTED = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|Proxy response/;

/**
 * A request without a readable answer: unknown, whatever broke it. Only a proxy that cannot be reached is proof that
 * nothing was sent.
 */
export function toTransportFault(
  label: string,
  error: unknown,
  proxies: Proxies | undefined,
  ccxt: Exchange,
): ExchangeFault {
  const notSent = proxies && toProxyFault(label, error, proxies, anyUrl(ccxt));
  if (notSent) return notSent;
  const what = isTimeout(error) ? "did not answer in time" : "did not answer";
  // the error itself may hold the request, and with it the key
  return new ExchangeFault("unknown", `${label} ${what}.`);
}

/** What a proxy that cannot be reached is in a sentence; null where the address has none, or it was reached. */
export function toProxyFault(
  label: string,
  error: unknown,
  proxies: Proxies,
  address: string,
): ExchangeFault | null {
  const words = error instanceof Error ? error.message : "";
  const proxy = proxyFor(address, proxies);
  if (proxy === null || !NOT_CONNECTED.test(`${words} ${codeOf(error)}`)) return null;
  const sentence = `The proxy ${proxyName(proxy)} cannot be reached, so ${label} was not asked. Check HTTPS_PROXY.`;
  return new ExchangeFault("not_sent", sentence);
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

function anyUrl({ urls }: Exchange): string {
  const api: unknown = urls.api;
  if (typeof api === "string") return api;
  const found = Object.values(api ?? {}).find((url) => typeof url === "string");
  return typeof found === "string" ? found.replace("{hostname}", "exchange") : "https://exchange";
}
