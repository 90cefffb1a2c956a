import { listBots } from "@/server/bots/list-bots";
import type { ClosedPage } from "@/server/positions/core/position-record";
import { type ClosedQuery, listClosedPositions } from "@/server/positions/list-closed-positions";
import { findMarketKinds } from "./find-market-kinds";

/** One page of closed positions with the names of their bots and where their prices came from. */
export async function listPositions(q: ClosedQuery): Promise<ClosedPage> {
  const [page, bots] = await Promise.all([listClosedPositions(q), listBots(q.userId)]);
  const kinds = await findMarketKinds(page.positions.map((row) => row.positionId));
  const names = new Map(bots.map((bot) => [bot.botId, bot.name]));
  return {
    ...page,
    positions: page.positions.map((row) => ({
      ...row,
      botName: names.get(row.botId) ?? "Archived bot",
      marketKind: kinds.get(row.positionId) ?? null,
    })),
  };
}
