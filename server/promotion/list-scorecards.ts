import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal } from "@/server/kernel/money";
import { listVersionTrades, type VersionTrade } from "@/server/positions/list-version-trades";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { type Scorecard, scoreBot, standOut } from "./core/scorecard";

export type ScorecardView = Scorecard & {
  readonly botId: string;
  readonly name: string;
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly strategy: string;
  readonly version: number;
  readonly status: TrainingBot["status"];
  readonly stage: TrainingBot["stage"];
};

export type ScorecardsView = {
  readonly bots: readonly ScorecardView[];
  /** of all these together, so many stand out where a tenth of them may be luck */
  readonly standOut: number;
};

/** How far each bot that trains is from being promoted, by the trades of its present version. */
export async function listScorecards(q: {
  readonly userId: string;
  readonly marketNow: MarketMs;
}): Promise<ScorecardsView> {
  const [bots, settings] = await Promise.all([listTrainingBots(q.userId), getSettings(q.userId)]);
  const scored = await scoreTraining(bots, { settings, now: q.marketNow });
  const views = scored.map(({ bot, card }) => toView(bot, card));
  return { bots: views, standOut: standOut(views.map(({ evidence }) => evidence.wealth)) };
}

/** The scorecards of these bots. */
export async function scoreTraining(
  bots: readonly TrainingBot[],
  at: { readonly settings: Settings; readonly now: MarketMs },
): Promise<readonly { readonly bot: TrainingBot; readonly card: Scorecard }[]> {
  const trades = Map.groupBy(await listVersionTrades(bots), ({ versionId }) => versionId);
  return bots.map((bot) => ({ bot, card: score(bot, trades.get(bot.versionId) ?? [], at) }));
}

function score(
  bot: TrainingBot,
  trades: readonly VersionTrade[],
  { settings, now }: { readonly settings: Settings; readonly now: MarketMs },
): Scorecard {
  const { startedAt, versionAt } = bot;
  const capital = toDecimal(bot.initialCapital);
  return scoreBot({
    since: startedAt && marketMs(Math.max(startedAt, versionAt)),
    now,
    stopWidth: stopWidthOf(bot, settings),
    trades: trades.map(({ closedAt, realised, paid }) => ({
      closedAt,
      netReturn: realised.div(paid).toNumber(),
      profit: realised.div(capital).toNumber(),
    })),
  });
}

const toView = (bot: TrainingBot, card: Scorecard): ScorecardView => {
  const { botId, name, book, exchange, symbol, strategy, version, status, stage } = bot;
  return { botId, name, book, exchange, symbol, strategy, version, status, stage, ...card };
};

/** Its own, where it is a share of the price; else its risk mode's. */
const stopWidthOf = ({ exits, riskMode }: TrainingBot, settings: Settings): number =>
  Number(exits?.stop?.kind === "percent" ? exits.stop.ratio : settings.riskModes[riskMode].stop);
