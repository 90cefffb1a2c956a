/** Until when an exchange's site wants no request from this machine; wall clock, ms. */
export type Bans = {
  readonly until: (site: string) => number;
  readonly add: (site: string, until: number) => void;
};

/**
 * One for all connections of a process: a ban is of the address, so that prices, rules and accounts of that exchange wait for
 * its end together. A request of any of them would lengthen it.
 */
export function createBans(): Bans {
  const bySite = new Map<string, number>();
  const until = (site: string) => bySite.get(site) ?? 0;
  return { until, add: (site, at) => void bySite.set(site, Math.max(at, until(site))) };
}
