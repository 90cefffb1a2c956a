import { Fault } from "@/server/kernel/result";
import type { ExchangePort } from "./core/exchange-port";

/** The venues of a process, each by its one name. */
export type VenueRegistry = {
  readonly names: readonly string[];
  /** Throws a Fault for a name nobody registered: an order never goes to a venue it was not written for. */
  readonly portOf: (venue: string) => ExchangePort;
};

/** A registry of these venues; a name given twice is a mistake of the wiring and throws. */
export function createVenueRegistry(
  venues: Iterable<readonly [name: string, port: ExchangePort]>,
): VenueRegistry {
  const ports = new Map<string, ExchangePort>();
  for (const [name, port] of venues) {
    if (ports.has(name)) throw new Error(`two venues are called ${name}`);
    ports.set(name, port);
  }
  return {
    names: [...ports.keys()],
    portOf: (venue) => {
      const port = ports.get(venue);
      if (!port) throw new Fault("exchange", false, `No venue here is called ${venue}: nothing was sent.`);
      return port;
    },
  };
}
