/** What a sweep keeps of one set: plain numbers, fractions unless said otherwise; null where undefined. */
export type SetFigures = {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly payoff: number | null;
  /** quote per trade */
  readonly expectancy: number | null;
  readonly sqn: number | null;
  readonly totalReturn: number;
  readonly cagr: number | null;
  /** by candle */
  readonly maxDrawdown: number;
  /** of daily equity, a year */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  /** of the daily returns, for the significance of the Sharpe ratio */
  readonly days: number;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
};

/** The figures by name: what a formula may read, and the order they are kept in. */
export const metricNames = [
  "trades",
  "wins",
  "losses",
  "winRate",
  "profitFactor",
  "payoff",
  "expectancy",
  "sqn",
  "totalReturn",
  "cagr",
  "maxDrawdown",
  "sharpe",
  "sortino",
  "calmar",
  "days",
  "skewness",
  "kurtosis",
] as const satisfies readonly (keyof SetFigures)[];
