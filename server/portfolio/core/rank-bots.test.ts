import fc from "fast-check";
import { expect, it } from "vitest";
import { type BotFigures, rankBots } from "./rank-bots";

const bot = (botId: string, of: Partial<BotFigures> = {}): BotFigures => ({
  botId,
  trades: 30,
  netProfit: 0.01,
  winRate: 0.5,
  profitFactor: 1,
  sharpe: 0.1,
  meanProfit: 0.001,
  ...of,
});

it("the best in everything has 100, the worst 0, each measure counts as much as it should", () => {
  const best = { netProfit: 0.1, winRate: 0.6, profitFactor: 2, sharpe: 0.4, meanProfit: 0.01 };
  const worst = { netProfit: -0.1, winRate: 0.4, profitFactor: 0.5, sharpe: -0.1, meanProfit: -0.01 };
  const ranks = rankBots([bot("w", worst), bot("m"), bot("b", best)]);
  expect(ranks.map(({ botId, score }) => [botId, score])).toEqual([
    ["b", 100],
    ["m", 50],
    ["w", 0],
  ]);
  // two bots that differ in one measure only: it is worth its weight, the rest is shared
  const weights = { netProfit: 30, winRate: 25, profitFactor: 20, sharpe: 15, meanProfit: 10 };
  for (const [measure, weight] of Object.entries(weights)) {
    const [first, second] = rankBots([bot("a"), bot("z", { [measure]: 1.9 } as Partial<BotFigures>)]);
    expect([first?.botId, first?.score, second?.score], measure).toEqual([
      "z",
      50 + weight / 2,
      50 - weight / 2,
    ]);
  }
});

it("no trades: no rank; alone: the best; no losing trade is the best profit factor, and none twice is equal", () => {
  expect(rankBots([bot("a", { trades: 0 })])).toEqual([]);
  expect(rankBots([bot("a", { sharpe: null })])).toMatchObject([{ score: 100 }]);
  const infinite = { profitFactor: Number.POSITIVE_INFINITY };
  const ranks = rankBots([bot("c"), bot("b", infinite), bot("a", infinite)]);
  expect(ranks.map(({ botId, percentiles }) => [botId, percentiles.profitFactor])).toEqual([
    ["a", 0.75],
    ["b", 0.75],
    ["c", 0],
  ]);
});

it("whatever the figures and their order: scores lie from 0 to 100 and their mean is 50", () => {
  const figure = fc.double({ noNaN: true, min: -5, max: 5 });
  const any = fc.record({
    netProfit: figure,
    winRate: figure,
    profitFactor: fc.oneof(figure, fc.constant(Number.POSITIVE_INFINITY)),
    sharpe: fc.oneof(figure, fc.constant(null)),
    meanProfit: figure,
  });
  fc.assert(
    fc.property(fc.array(any, { minLength: 2, maxLength: 40 }), (all) => {
      const bots = all.map((of, at) => bot(`${at}`, of));
      const ranks = rankBots(bots);
      expect(rankBots(bots.toReversed())).toEqual(ranks);
      const scores = ranks.map(({ score }) => score);
      expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...scores)).toBeLessThanOrEqual(100 + 1e-9);
      expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeCloseTo(50, 9);
    }),
  );
});
