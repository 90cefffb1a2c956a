const LABELS: { readonly [code: string]: string } = {
  entry_signal: "Entry",
  exit_signal: "Signal",
  stop_loss: "Stop",
  take_profit: "Target",
  trailing_stop: "Trailing",
  break_even: "Break-even",
  partial_target: "Part at target",
  time_stop: "Time",
  emergency: "Emergency",
  exchange_stop: "Stop at the exchange",
  stop_refused: "No stop at the exchange",
  too_small: "Too small",
  user: "By hand",
};

/** A reason code in a word; an unknown one as it is, readable. */
export const reasonLabel = (code: string): string => LABELS[code] ?? code.replaceAll(/[_-]/g, " ");
