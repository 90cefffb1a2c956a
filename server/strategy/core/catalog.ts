import { adxMomentum } from "./adx-momentum";
import { bollingerSqueeze } from "./bollinger-squeeze";
import { dca } from "./dca";
import { donchianBreakout } from "./donchian-breakout";
import { emaCross } from "./ema-cross";
import { grid } from "./grid";
import { macdTrend } from "./macd-trend";
import { type OwnStrategies, ownFiles, readOwnFiles } from "./own/own-strategies";
import { regimeEnsemble } from "./regime-ensemble";
import { rsiReversion } from "./rsi-reversion";
import { signals } from "./signals";
import type { Strategy } from "./strategy";
import { zscoreReversion } from "./zscore-reversion";

// Parameters are checked by each strategy's own schema before they reach it, which makes the cast safe.
const ours = [
  ...[emaCross, macdTrend, donchianBreakout, adxMomentum, bollingerSqueeze],
  ...[rsiReversion, zscoreReversion, regimeEnsemble, grid, dca, signals],
] as unknown as readonly Strategy[];

// read when first asked for: a process has loaded its files before it runs anything of this
let known: OwnStrategies | null = null;
const own = (): OwnStrategies => {
  known ??= readOwnFiles(ownFiles(), new Set(ours.map(({ id }) => id)));
  return known;
};

/** All strategies: ours, then those of the owner's folder. */
export const listStrategies = (): readonly Strategy[] => [...ours, ...own().strategies];

/** The strategy of that id, if there is one. */
export const findStrategy = (id: string): Strategy | undefined =>
  ours.find((strategy) => strategy.id === id) ?? own().strategies.find((strategy) => strategy.id === id);

/** Ids of all strategies, for messages and forms. */
export const strategyIds = (): readonly string[] => listStrategies().map((strategy) => strategy.id);

/** A sentence for each file of the owner's folder that is not used. */
export const ownStrategyFaults = (): readonly string[] => own().faults;
