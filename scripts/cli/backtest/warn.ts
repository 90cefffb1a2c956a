import type { BacktestReport } from "@/server/backtest/core/backtest-view";

type Warned = {
  readonly checks: Pick<BacktestReport["checks"], "lookAhead">;
  readonly refused?: BacktestReport["refused"];
};

/** What must not be overlooked stands on standard error, with JSON too. */
export function warn({ checks, refused }: Warned): void {
  if (!checks.lookAhead.ok) console.error(checks.lookAhead.words);
  if (refused?.words) console.error(refused.words);
}
