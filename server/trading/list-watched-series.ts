import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { Timeframe } from "@/server/market/core/candle";
import type { CandleSeries } from "@/server/market/core/market-feed";
import { listOpenPositions } from "@/server/positions/list-open-positions";

const BOTS_MAX = 10_000;

/** What the market must be watched for: every running bot's candles, and every bot that holds a position, running or not. */
export async function listWatchedSeries(): Promise<readonly CandleSeries[]> {
  const [running, positions] = await Promise.all([
    listTradingBots({ limit: BOTS_MAX }),
    listOpenPositions({}),
  ]);
  const known = new Set(running.map((bot) => bot.botId));
  const botIds = positions.map((position) => position.botId).filter((botId) => !known.has(botId));
  const holding = botIds.length > 0 ? await listTradingBots({ botIds, limit: BOTS_MAX }) : [];
  const series = [...running, ...holding].map(({ exchange, symbol, timeframe }) => ({
    exchange,
    symbol,
    timeframe: timeframe as Timeframe,
  }));
  return [...new Map(series.map((one) => [`${one.exchange} ${one.symbol} ${one.timeframe}`, one])).values()];
}
