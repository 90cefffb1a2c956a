/** The usual variables of an environment, as they are written there. */
export type Proxies = {
  readonly https: string;
  readonly http: string;
  /** hosts reached without one, separated by commas: "localhost,.example.org", "*" for all */
  readonly no: string;
};

/** The proxy that an address is reached through; null for none. This machine itself never needs one. */
export function proxyFor(address: string, proxies: Proxies): string | null {
  const { protocol, hostname, port } = new URL(address);
  const isSecure = protocol === "https:" || protocol === "wss:";
  const proxy = isSecure ? proxies.https || proxies.http : proxies.http;
  if (proxy === "" || isLoopback(hostname) || isExempt(hostname, port, proxies.no)) return null;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** How a proxy is named in a sentence: without the password that may stand in it. */
export function proxyName(proxy: string): string {
  try {
    return new URL(proxy).host;
  } catch {
    return "of the environment";
  }
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || host.startsWith("127.");

const isExempt = (host: string, port: string, list: string): boolean =>
  list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => {
      if (entry === "") return false;
      if (entry === "*") return true;
      const [name = "", only] = entry.split(":");
      if (only !== undefined && only !== port) return false;
      const bare = name.replace(/^\*?\./, "");
      return host === bare || host.endsWith(`.${bare}`);
    });
