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
  const trades = Map.groupBy(await listVersionTrades(bots), ({ versionId }) => versionId);
  const views = bots.map((bot) =>
    toView(bot, trades.get(bot.versionId) ?? [], { settings, now: q.marketNow }),
  );
  return { bots: views, standOut: standOut(views.map(({ evidence }) => evidence.wealth)) };
}

function toView(
  bot: TrainingBot,
  trades: readonly VersionTrade[],
  { settings, now }: { readonly settings: Settings; readonly now: MarketMs },
): ScorecardView {
  const { botId, name, book, exchange, symbol, strategy, version, status, startedAt, versionAt } = bot;
  const capital = toDecimal(bot.initialCapital);
  const card = scoreBot({
    since: startedAt && marketMs(Math.max(startedAt, versionAt)),
    now,
    stopWidth: stopWidthOf(bot, settings),
    trades: trades.map(({ closedAt, realised, paid }) => ({
      closedAt,
      netReturn: realised.div(paid).toNumber(),
      profit: realised.div(capital).toNumber(),
    })),
  });
  return { botId, name, book, exchange, symbol, strategy, version, status, ...card };
}

/** Its own, where it is a share of the price; else its risk mode's. */
const stopWidthOf = ({ exits, riskMode }: TrainingBot, settings: Settings): number =>
  Number(exits?.stop?.kind === "percent" ? exits.stop.ratio : settings.riskModes[riskMode].stop);
