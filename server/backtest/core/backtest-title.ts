import type { BacktestRequest } from "./backtest-request";

const DAY_DIGITS = 10;
const KINDS = { run: "", sweep: "Sweep of ", "walk-forward": "Walk-forward of " } as const;

/** "Slow one: sweep of EMA cross on BTC/USDT 5m, 2026-01-01 to 2026-03-01": first and last day, UTC. */
export const backtestTitle = (
  { name, kind, symbols, timeframe, from, to }: BacktestRequest,
  strategyTitle: string,
): string => {
  const last = new Date(Date.parse(to) - 1).toISOString();
  const what = `${KINDS[kind]}${strategyTitle} on ${symbols.join(", ")} ${timeframe}`;
  return `${name === null ? "" : `${name}: `}${what}, ${from.slice(0, DAY_DIGITS)} to ${last.slice(0, DAY_DIGITS)}`;
};
