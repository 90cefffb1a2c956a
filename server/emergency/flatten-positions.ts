import { handOverExits } from "@/server/execution/hand-over-exits";
import type { TradingRuntime } from "@/server/execution/runtime";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { listFlattening } from "@/server/settings/halt";

/** Sells what is open of every owner who chose to sell everything. Answers how many exits are handed over. */
export async function flattenPositions(runtime: TradingRuntime): Promise<number> {
  if (runtime.leaderToken() === null) return 0;
  let handed = 0;
  for (const userId of await listFlattening())
    handed += handOverExits(runtime, await listOpenPositions({ userId }), {
      reasonCode: "emergency",
      words: "Emergency stop: everything is sold",
    });
  return handed;
}
