// How the bots of a book stand among each other. Figures are statistics: ratios as fractions, no money.

/** A bot's record in its book, net of fees. Null: it cannot be said of so few trades. */
export type BotFigures = {
  readonly botId: string;
  readonly trades: number;
  /** realised over capital */
  readonly netProfit: number;
  readonly winRate: number;
  /** what winners made over what losers lost; infinite without a loser */
  readonly profitFactor: number;
  /** mean over standard deviation of its trades' returns, per trade; null of fewer than two or without any spread */
  readonly sharpe: number | null;
  /** mean return of a trade on what was paid for it */
  readonly meanProfit: number;
};

const WEIGHTS = { netProfit: 30, winRate: 25, profitFactor: 20, sharpe: 15, meanProfit: 10 } as const;
type Measure = keyof typeof WEIGHTS;
const MEASURES = Object.keys(WEIGHTS) as readonly Measure[];

export type BotRank = {
  readonly botId: string;
  /** 0 to 100 */
  readonly score: number;
  /** per measure, from 0 for the worst to 1 for the best */
  readonly percentiles: { readonly [measure in Measure]: number };
};

/**
 * Scores bots against each other, the best first: per measure the share of the others that a bot is better than, equals
 * counting half (percentile rank), weighted 30, 25, 20, 15 and 10. A bot alone is the best there is; one without a closed
 * trade is not ranked; equal scores stand in the order of their ids.
 */
export function rankBots(bots: readonly BotFigures[]): readonly BotRank[] {
  const ranked = bots.filter(({ trades }) => trades > 0);
  const sorted = perMeasure((measure) => ranked.map((bot) => measureOf(bot, measure)).sort(ascending));
  return ranked
    .map((bot) => {
      const percentiles = perMeasure((measure) => percentile(sorted[measure], measureOf(bot, measure)));
      const score = MEASURES.reduce((sum, measure) => sum + WEIGHTS[measure] * percentiles[measure], 0);
      return { botId: bot.botId, score, percentiles };
    })
    .toSorted((a, b) => b.score - a.score || (a.botId < b.botId ? -1 : 1));
}

const perMeasure = <T>(of: (measure: Measure) => T): { readonly [measure in Measure]: T } => ({
  netProfit: of("netProfit"),
  winRate: of("winRate"),
  profitFactor: of("profitFactor"),
  sharpe: of("sharpe"),
  meanProfit: of("meanProfit"),
});

// what cannot be said of a bot is no advantage of it
const measureOf = (bot: BotFigures, measure: Measure): number => bot[measure] ?? Number.NEGATIVE_INFINITY;

// infinities are equal to each other
const ascending = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

function percentile(sorted: readonly number[], value: number): number {
  if (sorted.length < 2) return 1;
  const below = firstNot(sorted, (each) => each < value);
  const equal = firstNot(sorted, (each) => each <= value) - below;
  return (below + (equal - 1) / 2) / (sorted.length - 1);
}

/** How many at the beginning of a sorted list are so. */
function firstNot(sorted: readonly number[], isSo: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(sorted[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
