import type { LookupAddress } from "node:dns";
import { lookup as lookUp } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

// Addresses that are nobody's on the open internet (IANA's special-purpose registries): this machine, its network, and
// what reaches them by another spelling.
const NOT_OUTSIDE_4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
];
/** Of the sixth version only 2000::/3 is given out; inside it are these. */
const NOT_OUTSIDE_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const blocked = new BlockList();
for (const range of NOT_OUTSIDE_4) add(blocked, range, "ipv4");
for (const range of NOT_OUTSIDE_6) add(blocked, range, "ipv6");
const givenOut = new BlockList();
add(givenOut, "2000::/3", "ipv6");

function add(list: BlockList, range: string, family: "ipv4" | "ipv6"): void {
  const [net = "", prefix] = range.split("/");
  list.addSubnet(net, Number(prefix), family);
}

/** Whether an address is one of the open internet. */
export function isOutside(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, "ipv4");
  if (family === 6) return givenOut.check(address, "ipv6") && !blocked.check(address, "ipv6");
  return false;
}

/** Somebody named an address that nothing may be sent to. */
export class NotOutside extends Error {
  constructor(host: string) {
    super(`${host} is an address of this machine or its network, and nothing is sent there.`);
    this.name = "NotOutside";
  }
}

/**
 * The addresses of a host, looked up once: whoever connects uses these and asks no second time, or a name could lead
 * elsewhere by then. Throws `NotOutside` where one of them is none of the open internet, unless `allowPrivate`.
 */
export async function findAddresses(host: string, allowPrivate: boolean): Promise<readonly LookupAddress[]> {
  const name = host.replace(/^\[|\]$/g, "");
  const found = isIP(name) ? [{ address: name, family: isIP(name) }] : await lookUp(name, { all: true });
  if (!allowPrivate && !found.every(({ address }) => isOutside(address))) throw new NotOutside(host);
  return found;
}
