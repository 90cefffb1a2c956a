import { listBots } from "@/server/bots/list-bots";
import { listHeldBots } from "@/server/decisions/virtual/list-held-bots";
import { listPausedVital } from "@/server/jobs/list-paused";
import { toText } from "@/server/kernel/money";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { type HoldsView, listFleetHolds } from "./core/fleet-holds";

/** What keeps a user's running bots from trading: what holds the fleet, and which bots their own record holds. */
export async function showHolds(userId: string): Promise<HoldsView> {
  const [paused, mode, bots, held] = await Promise.all([
    listPausedVital(),
    getTradingMode(userId),
    listBots(userId),
    listHeldBots(userId),
  ]);
  const running = new Set(bots.flatMap(({ botId, status }) => (status === "running" ? [botId] : [])));
  const books = new Set<string>(bots.flatMap(({ book, status }) => (status === "running" ? [book] : [])));
  return {
    fleet: listFleetHolds({ paused, mode, books }),
    bots: held.flatMap(({ botId, expected, cost, trades, virtualTrades }) =>
      running.has(botId)
        ? [{ botId, expected: toText(expected), cost: toText(cost), trades, virtualTrades }]
        : [],
    ),
  };
}
