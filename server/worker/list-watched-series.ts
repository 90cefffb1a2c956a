import { listTradingBots } from "@/server/bots/list-trading-bots";
import { listWorkingMarkets } from "@/server/execution/list-working-markets";
import type { Timeframe } from "@/server/market/core/candle";
import type { CandleSeries } from "@/server/market/core/market-feed";
import { listOpenPositions } from "@/server/positions/list-open-positions";

const BOTS_MAX = 10_000;
const DEFAULT_TIMEFRAME: Timeframe = "5m";

/**
 * What the market must be watched for: every running bot's candles, and the market of every position and order in
 * flight, whether its bot runs, was moved to another market or was deleted: without prices no stop and no fill.
 */
export async function listWatchedSeries(): Promise<readonly CandleSeries[]> {
  const [running, positions, working] = await Promise.all([
    listTradingBots({ limit: BOTS_MAX }),
    listOpenPositions({}),
    listWorkingMarkets(),
  ]);
  const held = [...positions, ...working];
  const known = new Set(running.map((bot) => bot.botId));
  const botIds = [...new Set(held.map(({ botId }) => botId).filter((botId) => !known.has(botId)))];
  const others = botIds.length > 0 ? await listTradingBots({ botIds, limit: BOTS_MAX }) : [];
  const timeframes = new Map([...running, ...others].map((bot) => [bot.botId, bot.timeframe]));
  const series = [...running, ...held].map(({ botId, exchange, symbol }) => ({
    exchange,
    symbol,
    timeframe: (timeframes.get(botId) ?? DEFAULT_TIMEFRAME) as Timeframe,
  }));
  return [...new Map(series.map((one) => [`${one.exchange} ${one.symbol} ${one.timeframe}`, one])).values()];
}
