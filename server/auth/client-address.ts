/** What scripts/lib/tell-address.mjs writes on each request as it arrives, and no caller can. */
const ADDRESS_HEADER = "x-amarktai-address";

/** The address a request came from: its socket's, or the one a named proxy tells. `unknown` when nothing told it. */
export const clientAddress = (headers: Headers): string =>
  (headers.get(ADDRESS_HEADER) || "unknown").slice(0, 64);

/**
 * Whose tries are counted together. Whoever holds an IPv6 address mostly holds its whole /64, so that is one
 * caller; an IPv4 address stands for itself.
 */
export function addressGroup(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const front = head.split(":").filter(Boolean);
  const back = (tail ?? "").split(":").filter(Boolean);
  const middle = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const parts = [...front, ...Array<string>(middle).fill("0"), ...back].slice(0, 4);
  return `${parts.map((part) => part.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

/** The network an address belongs to, as one operator mostly holds it: an IPv4 /24, an IPv6 /48. */
export function networkGroup(address: string): string {
  const [first, second, third] = addressGroup(address).split(address.includes(":") ? ":" : ".");
  return `${first}.${second}.${third}`;
}
