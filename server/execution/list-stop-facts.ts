import type { Order } from "./core/order";
import type { StopTries } from "./core/plan-protection";
import { findStopTries, findStopVenues, findWorkingExits, findWorkingStops } from "./store/stops";

/** The venues at which stops of ours may rest. */
export const listStopVenues = (): Promise<readonly string[]> => findStopVenues();

export type StopFacts = {
  /** the stops of the venue that have not ended, of whatever position */
  readonly stops: readonly Order[];
  /** positions whose exit is wanted or under way */
  readonly leaving: ReadonlySet<string>;
  readonly tries: ReadonlyMap<string, StopTries>;
};

/** What is known of the stops that rest at a venue, and of these positions' exits. */
export async function listStopFacts(venue: string, positionIds: readonly string[]): Promise<StopFacts> {
  const [stops, exits, tries] = await Promise.all([
    findWorkingStops({ venue }),
    findWorkingExits(positionIds),
    findStopTries(positionIds),
  ]);
  return { stops, leaving: new Set(exits.flatMap(({ positionId }) => positionId ?? [])), tries };
}
