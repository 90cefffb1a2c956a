import { countRunningBots } from "./store";

/** How many bots run on each timeframe, of all users; a timeframe without one is not in it. */
export async function countTradingBots(): Promise<ReadonlyMap<string, number>> {
  return new Map((await countRunningBots()).map(({ timeframe, bots }) => [timeframe, bots]));
}
