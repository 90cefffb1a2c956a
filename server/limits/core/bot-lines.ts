import { Decimal, maxOf, toDecimal, ZERO } from "@/server/kernel/money";
import type { BotTileView, PositionView } from "@/server/portfolio/core/live-view";
import { dayLoss, fallFromPeak, type GuardMemory } from "@/server/risk/core/guard-memory";
import type { Settings } from "@/server/settings/core/settings";
import { lossRatio } from "./book-lines";
import { type LimitLine, limitLine } from "./limit-line";

export type BotFacts = {
  readonly botId: string;
  readonly name: string;
  readonly riskMode: keyof Settings["riskModes"];
  readonly quarantined: boolean;
  /** entries of the owner's day */
  readonly entries: number;
  readonly memory: GuardMemory | null;
  /** of the newest published view; null before there is one */
  readonly tile: Pick<BotTileView, "equity" | "record"> | null;
  readonly positions: readonly Pick<PositionView, "amount" | "lastPrice">[];
};

/** What one bot may lose, hold and do. */
export function botLines(bot: BotFacts, settings: Settings): readonly LimitLine[] {
  const { botId, name: of } = bot;
  const { guards, limits, riskModes } = settings;
  const about = { group: "bot", of, botId } as const;
  const losses = lossesOf(bot);
  return [
    limitLine({
      ...about,
      id: `bot-day ${botId}`,
      words: "Loss since midnight",
      unit: "ratio",
      used: losses.day,
      most: toDecimal(guards.botDailyLoss),
      holds: bot.quarantined,
      does: "quarantines the bot until midnight",
      setting: "guards.botDailyLoss",
    }),
    limitLine({
      ...about,
      id: `bot-drawdown ${botId}`,
      words: "Fall from its highest",
      unit: "ratio",
      used: losses.fall,
      most: toDecimal(guards.botDrawdown),
      does: `quarantines the bot for ${guards.quarantineHours} h`,
      setting: "guards.botDrawdown",
    }),
    limitLine({
      ...about,
      id: `bot-position ${botId}`,
      words: "Position of its capital",
      unit: "ratio",
      used: heldRatio(bot),
      most: toDecimal(riskModes[bot.riskMode].positionCap),
      does: "cuts its entries to what is left",
      setting: `riskModes.${bot.riskMode}.positionCap`,
    }),
    limitLine({
      ...about,
      id: `bot-entries ${botId}`,
      words: "Entries today",
      unit: "count",
      used: new Decimal(bot.entries),
      most: new Decimal(limits.perBotPerDay),
      does: "the bot enters no more until midnight",
      setting: "limits.perBotPerDay",
    }),
  ];
}

function lossesOf({ memory, tile }: BotFacts): {
  readonly day: Decimal | null;
  readonly fall: Decimal | null;
} {
  const { equity, record } = tile ?? {};
  if (!memory || !record || equity === undefined) return { day: null, fall: null };
  const { realised, unrealised, dustValue, dustCost } = record;
  const profit = toDecimal(realised).plus(unrealised).plus(dustValue).minus(dustCost);
  const reading = {
    ...memory.last,
    profit,
    invested: toDecimal(equity).minus(profit),
    dayKey: memory.day.key,
  };
  return { day: lossRatio(dayLoss(memory, reading)), fall: lossRatio(fallFromPeak(memory, reading)) };
}

function heldRatio({ tile, positions }: BotFacts): Decimal | null {
  if (!tile || positions.some(({ lastPrice }) => lastPrice === null)) return null;
  const equity = toDecimal(tile.equity);
  const worth = positions.reduce(
    (sum, { amount, lastPrice }) => sum.plus(toDecimal(amount).times(lastPrice ?? 0)),
    ZERO,
  );
  return equity.gt(0) ? maxOf(ZERO, worth.div(equity)) : null;
}
