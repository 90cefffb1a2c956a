// Templates that new bots are made from: data, with what each of them did on candles it was not fitted on.
import type { RiskModeName } from "@/server/bots/core/bot";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Timeframe } from "@/server/market/core/candle";

export type TemplateParams = { readonly [name: string]: number };

/** How a bot of a template trades. Ratios are fractions. */
export type TemplateSetup = {
  readonly id: string;
  readonly strategy: string;
  readonly params: TemplateParams;
  readonly timeframe: Timeframe;
  readonly riskMode: RiskModeName;
  /** below the entry */
  readonly stop: number;
  /** above the entry */
  readonly takeProfit: number;
  /** below the highest price since the entry, once that lies above the entry */
  readonly trailing: number;
  /** when it buys and sells, for people */
  readonly words: string;
};

/** A template before anybody asked whether it survives its fees. */
export type TemplateDraft = TemplateSetup & {
  /** sets beside `params` that a walk-forward may choose instead */
  readonly nearby: readonly TemplateParams[];
};

/** Fractions, but for ratios and counts; null where undefined. By the equity at the end of each day. */
export type HoldFigures = {
  readonly return: number;
  readonly sharpe: number | null;
  readonly maxDrawdown: number;
};
export type TemplateFigures = HoldFigures & {
  readonly trades: number;
  /** gains over losses; null without a loss */
  readonly profitFactor: number | null;
};

/** One set of files, judged fold by fold on candles that lie behind those it was fitted on. */
export type TemplateRun = {
  readonly files: readonly string[];
  /** first instant and end of what was judged, ISO UTC */
  readonly from: string;
  readonly to: string;
  readonly folds: number;
  /** parameter sets each fold chose among */
  readonly sets: number;
  /** each fold with the set that had done best before it */
  readonly walkForward: TemplateFigures;
  /** the same folds with the template's own parameters */
  readonly asGiven: TemplateFigures;
  /** the same money put into the same markets in equal parts and held over the same candles */
  readonly hold: HoldFigures;
};

/** What a template did with one exchange's fees. */
export type TemplateRecord = {
  readonly exchange: ExchangeName;
  /** of each side, a fraction: every order is reckoned as one that takes */
  readonly fee: number;
  readonly slippage: number;
  readonly runs: readonly TemplateRun[];
};

/** A template as it is offered: on the exchanges whose fees it survived. */
export type Template = TemplateSetup & {
  readonly exchanges: readonly ExchangeName[];
  /** of those exchanges */
  readonly record: readonly TemplateRecord[];
};

/** Least profit factor of what survives. */
const FACTOR_LEAST = 1.05;

/**
 * Whether a template survives an exchange's fees. In every run, both fold by fold and with its own parameters, it earned
 * after fees, its gains exceed its losses by a twentieth, and its drawdown is at most half of holding's; fold by fold its
 * Sharpe ratio is not below holding's either.
 */
export const survives = ({ runs }: TemplateRecord): boolean =>
  runs.length > 0 &&
  runs.every(
    ({ walkForward, asGiven, hold }) =>
      [walkForward, asGiven].every((figures) => isSound(figures, hold)) &&
      walkForward.sharpe !== null &&
      walkForward.sharpe >= (hold.sharpe ?? 0),
  );

const isSound = (figures: TemplateFigures, hold: HoldFigures): boolean =>
  figures.return > 0 &&
  (figures.profitFactor === null || figures.profitFactor >= FACTOR_LEAST) &&
  figures.maxDrawdown <= hold.maxDrawdown / 2;
