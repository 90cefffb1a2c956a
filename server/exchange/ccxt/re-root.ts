/** The same urls at another origin: paths stay, and websockets keep their protocol. Shapes other than text pass through. */
export function reRoot(urls: unknown, origin: string): unknown {
  if (typeof urls === "string") return /^(https?|wss?):/.test(urls) ? moved(urls, origin) : urls;
  if (typeof urls !== "object" || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, inner]) => [name, reRoot(inner, origin)]));
}

function moved(text: string, origin: string): string {
  const url = new URL(text.replace("{hostname}", "exchange"));
  const base = url.protocol.startsWith("ws") ? origin.replace(/^http/, "ws") : origin;
  return `${base}${url.pathname.replace(/\/$/, "")}`;
}
