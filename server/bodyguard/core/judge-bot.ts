import { toDecimal } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";
import type { BotFacts, Measure } from "./bot-facts";
import { judgeDrift, judgeFrequency, judgeLoss, judgeSize, judgeStreak } from "./judge-trades";
import { moneyText } from "./plain-number";

/** All that is measured of a bot at one look. Nothing here counts a gain against it. */
export const judgeBot = (facts: BotFacts, settings: Settings): readonly Measure[] => [
  ...judgeNow(facts, settings),
  ...judgePast(facts, settings),
];

/** What time alone may change: another price, another hour. */
export const judgeNow = (facts: BotFacts, settings: Settings): readonly Measure[] => [
  ...judgeValue(facts, settings),
  judgeFrequency(facts, settings.bodyguard),
];

/** What prices alone change. */
export const judgeValue = (facts: BotFacts, settings: Settings): readonly Measure[] => [
  judgeHour(facts, toDecimal(settings.bodyguard.hourLoss).toNumber()),
  judgeFall(facts, toDecimal(settings.guards.botDrawdown).toNumber()),
];

/** What another trade alone changes. */
export const judgePast = (facts: BotFacts, { bodyguard }: Settings): readonly Measure[] => [
  judgeStreak(facts, bodyguard),
  judgeSize(facts, bodyguard),
  judgeLoss(facts, bodyguard),
  judgeDrift(facts, bodyguard),
];

/** The fall from the highest look of the last hour, of the capital it had then. */
function judgeHour({ samples, invested, watchedFrom, currency }: BotFacts, limit: number): Measure {
  const looks = samples.filter(({ at }) => at >= watchedFrom);
  const now = looks.at(-1);
  const high = looks.reduce<(typeof looks)[number] | undefined>(
    (best, look) => (best && best.profit >= look.profit ? best : look),
    undefined,
  );
  const capital = invested + (high?.profit ?? 0);
  const lost = high && now ? high.profit - now.profit : null;
  return {
    check: "hour_loss",
    value: lost === null || capital <= 0 ? null : Math.max(0, lost / capital),
    limit,
    unit: "ratio",
    since: lost ? (high?.at ?? null) : null,
    window: `${looks.length} looks within the last hour`,
    figures: {
      lost: moneyText(lost ?? 0, currency),
      capital: moneyText(capital, currency),
      profitNow: moneyText(now?.profit ?? 0, currency),
    },
  };
}

const judgeFall = ({ fall }: BotFacts, limit: number): Measure => ({
  check: "drawdown",
  value: fall === null ? null : Math.max(0, fall),
  limit,
  unit: "ratio",
  since: null,
  window: "since its highest equity",
  figures: {},
});
