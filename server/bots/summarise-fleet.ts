import type { WallMs } from "@/server/kernel/clock";
import { getMarketBadge } from "@/server/market/get-market-badge";
import { getTradingMode, type TradingModeView } from "@/server/settings/get-trading-mode";
import { describeFleet } from "./core/describe-fleet";
import { findBots } from "./store";

export type FleetSummary = {
  /** for people, one line */
  readonly words: string;
  readonly market: { readonly kind: string; readonly label: string; readonly marketAt: string } | null;
  readonly mode: TradingModeView;
  readonly bots: number;
  readonly running: number;
  readonly paused: number;
  readonly quarantined: number;
};

/** How the system of one user stands: the market in use, the modes, and the fleet by status. */
export async function summariseFleet(userId: string, wallNow: WallMs): Promise<FleetSummary> {
  const [bots, mode, badge] = await Promise.all([
    findBots(userId),
    getTradingMode(userId),
    getMarketBadge(wallNow),
  ]);
  const count = (status: string) => bots.filter((bot) => bot.status === status).length;
  const counts = {
    bots: bots.length,
    running: count("running"),
    paused: count("paused"),
    quarantined: count("quarantined"),
  };
  const market = badge && { kind: badge.kind, label: badge.label, marketAt: badge.marketAt };
  return { words: describeFleet(counts, mode, market?.label ?? null), market, mode, ...counts };
}
