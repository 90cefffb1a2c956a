import type { BacktestRequest } from "./backtest-request";

const DAY_DIGITS = 10;
const KINDS = { run: "", sweep: "Sweep of ", "walk-forward": "Walk-forward of " } as const;

/** "Sweep of EMA cross on BTC/USDT 5m, 2026-01-01 to 2026-03-01". */
export const backtestTitle = (
  { kind, symbols, timeframe, from, to }: BacktestRequest,
  strategyTitle: string,
): string =>
  `${KINDS[kind]}${strategyTitle} on ${symbols.join(", ")} ${timeframe}, ${from.slice(0, DAY_DIGITS)} to ${to.slice(0, DAY_DIGITS)}`;
