import { listPausedVital } from "@/server/jobs/list-paused";
import { listHalts } from "@/server/risk/list-halts";
import { listTradingModes } from "@/server/settings/list-trading-modes";
import type { judgeFleet } from "./core/fleet-holds";

export type FleetFacts = Parameters<typeof judgeFleet>[0];

/** What may hold a fleet back, of any user: paused jobs, modes, and guards that halted a book. */
export async function findFleetFacts(): Promise<FleetFacts> {
  const [paused, modes, haltedBooks] = await Promise.all([
    listPausedVital(),
    listTradingModes(),
    listHalts(),
  ]);
  return { paused, modes, haltedBooks };
}
