// Tells the pages which address a request came from, in a header of ours that no caller can write.
import { subscribe } from "node:diagnostics_channel";
import { BlockList, isIP } from "node:net";

/** Read by the server and by nobody before it; whatever a caller sends under this name is thrown away. */
export const ADDRESS_HEADER = "x-amarktai-address";
/** Words between Next's own parts, and ours: a caller has no business with them. */
const OURS = /^x-(amarktai-|middleware-|nonce$|invoke-|matched-path$|next-)/;
/** Words of a proxy, believed only when a named one says them. */
const OF_PROXIES = /^(x-forwarded-|x-real-ip$|forwarded$)/;
const HOPS_MAX = 16;

/**
 * Which proxies are believed: a list of addresses and CIDRs (`10.0.0.0/8,::1`), none when it is empty.
 * Throws a RangeError that names the first part that is neither.
 */
export function readProxies(text) {
  const list = new BlockList();
  for (const part of (text ?? "").split(/[\s,]+/).filter(Boolean)) addProxy(list, part);
  return (address) => isIP(address) > 0 && list.check(address, family(address));
}

function addProxy(list, part) {
  const [address, bits, ...rest] = part.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  const isRange = bits !== undefined;
  if (!isIP(address) || rest.length > 0 || (isRange && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
    throw new RangeError(`"${part.slice(0, 60)}" is neither an address nor a range such as 10.0.0.0/8`);
  if (isRange) list.addSubnet(address, Number(bits), family(address));
  else list.addAddress(address, family(address));
}

/**
 * The address a request came from: the socket's own, or, where a named proxy brought it, the nearest address in
 * X-Forwarded-For that is no named proxy. What stands left of that anybody may have written.
 */
export function addressOf(socketAddress, forwardedFor, isProxy) {
  const peer = plainAddress(socketAddress ?? "");
  if (!isProxy(peer)) return peer || "unknown";
  let nearest = peer;
  for (const hop of String(forwardedFor ?? "")
    .split(",")
    .slice(-HOPS_MAX)
    .reverse()) {
    const address = plainAddress(hop.trim());
    if (!isIP(address)) return nearest;
    nearest = address;
    if (!isProxy(address)) return nearest;
  }
  return nearest;
}

/** Cleans the headers of every request of this process, and adds the address, before any server reads them. */
export function tellAddresses(isProxy) {
  subscribe("http.server.request.start", ({ request, socket }) => {
    const { headers } = request;
    const address = addressOf(socket.remoteAddress, headers["x-forwarded-for"], isProxy);
    const believed = isProxy(plainAddress(socket.remoteAddress ?? ""));
    for (const name of Object.keys(headers))
      if (OURS.test(name) || (!believed && OF_PROXIES.test(name))) delete headers[name];
    headers[ADDRESS_HEADER] = address;
  });
}

const family = (address) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** An IPv4 address as such, also where a socket for both families or a proxy with a port wrote it. */
export function plainAddress(address) {
  const bare = address.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/%.*$/, "");
  const mapped = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/i.exec(bare);
  return mapped ? mapped[1] : bare.toLowerCase();
}
