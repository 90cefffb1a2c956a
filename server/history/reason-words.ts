// The words of reason codes, as the trade speaks them.

/** How a sale came about, to follow "sold BTC": ", trailing stop". Nothing for a code without words. */
export const exitWords = (reasonCode: string): string => EXITS[reasonCode] ?? "";

const EXITS: { readonly [reasonCode: string]: string } = {
  exit_signal: " on its signal",
  stop_loss: " at stop",
  take_profit: " at target",
  trailing_stop: ", trailing",
  break_even: " at break-even",
  partial_target: " in part at target",
  time_stop: ", time",
  emergency: ", emergency stop",
  exchange_stop: " at the stop that rested there",
  stop_refused: " for want of a stop at the exchange",
  too_small: " while it could be sold",
  user: " by hand",
};
