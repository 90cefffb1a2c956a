/** A closed trade: net of fees, of what was paid. */
export type PastTrade = { readonly netReturn: number; readonly exitReason: string | null };

/** What the last trades of a bot were like. Fractions; null where there is none of the kind. */
export type TradeAnalysis = {
  readonly trades: number;
  readonly winRate: number;
  readonly meanReturn: number;
  readonly meanWin: number | null;
  readonly meanLoss: number | null;
  /** how many were sold by their stop, and by their target */
  readonly stopped: number;
  readonly targets: number;
};

/** Sums a bot's last trades up; at least one. */
export function analyseTrades(trades: readonly PastTrade[]): TradeAnalysis {
  const returns = trades.map(({ netReturn }) => netReturn);
  const [wins, losses] = [returns.filter((one) => one > 0), returns.filter((one) => one <= 0)];
  const mean = (of: readonly number[]) =>
    of.length === 0 ? null : of.reduce((sum, one) => sum + one, 0) / of.length;
  const sold = (reason: string) => trades.filter(({ exitReason }) => exitReason === reason).length;
  return {
    trades: trades.length,
    winRate: wins.length / Math.max(1, trades.length),
    meanReturn: mean(returns) ?? 0,
    meanWin: mean(wins),
    meanLoss: mean(losses),
    stopped: sold("stop_loss"),
    targets: sold("take_profit"),
  };
}
