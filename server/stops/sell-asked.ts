import { handOverExits } from "@/server/execution/hand-over-exits";
import type { TradingRuntime } from "@/server/execution/runtime";
import { listCloseAsked } from "@/server/positions/close-asked";

/** Sells what a person wants closed, until it is. Answers how many exits are handed over. */
export async function sellAsked(runtime: TradingRuntime): Promise<number> {
  if (runtime.leaderToken() === null) return 0;
  return handOverExits(runtime, await listCloseAsked(), {
    reasonCode: "user",
    words: "the owner wants it closed",
  });
}
