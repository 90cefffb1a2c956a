import type { TradingBot } from "@/server/bots/core/trading-bot";
import { type MarketMs, plusMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { listTradeRecords } from "@/server/positions/list-trade-records";
import type { RiskFacts } from "@/server/risk/core/risk-facts";
import type { Settings } from "@/server/settings/core/settings";
import { sumVirtual, type VirtualSum } from "./store/virtual-trades";

/** What a bot's own closed trades, and the signals that were followed without being taken, say to its next entry. */
export type BotTradeRecord = Pick<RiskFacts, "edge" | "protections">;

const DAY_MS = 86_400_000;

/** The trade records of some bots of one book at a slot, by bot, in one query of each kind. */
export async function listBotTradeRecords(
  bots: readonly TradingBot[],
  settings: Settings,
  slotAt: MarketMs,
): Promise<ReadonlyMap<string, BotTradeRecord>> {
  const [first] = bots;
  if (!first) return new Map();
  const { cooldownCandles, stopGuard, lowProfit } = settings.protections;
  const asked = bots.map(({ botId, versionId, symbol, timeframe }) => {
    const ago = (candles: number) => plusMs(slotAt, -candles * timeframeMs(timeframe as Timeframe));
    return {
      botId,
      versionId,
      symbol,
      edgeFrom: plusMs(slotAt, -settings.edge.windowDays * DAY_MS),
      exitsFrom: ago(cooldownCandles),
      stopsFrom: ago(stopGuard.windowCandles),
      profitFrom: ago(lowProfit.windowCandles),
    };
  });
  const [tradeRecords, virtual] = await Promise.all([listTradeRecords(first.book, asked), sumVirtual(asked)]);
  const found = new Map(tradeRecords.map((tradeRecord) => [tradeRecord.botId, tradeRecord]));
  return new Map(
    bots.map(({ botId }) => [botId, toTradeRecord(found.get(botId), virtual.get(botId) ?? null, settings)]),
  );
}

type Found = Awaited<ReturnType<typeof listTradeRecords>>[number];

const toTradeRecord = (
  found: Found | undefined,
  virtual: VirtualSum | null,
  settings: Settings,
): BotTradeRecord => {
  const { cooldownCandles, stopGuard, lowProfit } = settings.protections;
  return {
    edge: {
      trades: found?.trades ?? 0,
      mean: found?.mean ?? null,
      prior: null,
      ...(virtual && { virtual }),
      tradesLeast: settings.edge.tradesLeast,
      halfSpread: toDecimal(settings.paperHalfSpread),
      slippage: toDecimal(settings.paperSlippage),
      buffer: toDecimal(settings.edge.buffer),
    },
    protections: {
      cooldown:
        cooldownCandles === 0 ? null : { candles: cooldownCandles, lastExitAt: found?.lastExitAt ?? null },
      stopGuard:
        stopGuard.stops === 0
          ? null
          : { count: found?.stops ?? 0, most: stopGuard.stops, windowCandles: stopGuard.windowCandles },
      lowProfit:
        lowProfit.trades === 0
          ? null
          : {
              trades: found?.marketTrades ?? 0,
              tradesLeast: lowProfit.trades,
              profit: found?.marketProfit ?? ZERO,
              profitLeast: toDecimal(lowProfit.profitLeast),
              windowCandles: lowProfit.windowCandles,
            },
    },
  };
};
