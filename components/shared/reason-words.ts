const LABELS: { readonly [code: string]: string } = {
  entry_signal: "Entry",
  exit_signal: "Exit signal",
  no_signal: "No signal",
  below_threshold: "Weak signal",
  in_position: "In position",
  stale_data: "Stale data",
  warming_up: "Warming up",
  account_differs: "Account differs",
  feed_frozen: "Frozen price",
  venues_disagree: "Prices disagree",
  clock_skew: "Clock off",
  blacklisted: "Blacklisted",
  order_working: "Order in flight",
  below_minimum: "Below minimum",
  bot_paused: "Bot paused",
  entries_stopped: "Entries stopped",
  mode_off: "Mode off",
  daily_loss_lock: "Day's loss limit",
  book_halted: "Book halted",
  asset_exposure: "Coin exposure",
  correlated_exposure: "Coins that move together",
  exchange_exposure: "Exchange exposure",
  exchange_daily_limit: "Exchange's day limit",
  bot_daily_limit: "Bot's day limit",
  user_daily_limit: "Day limit",
  edge_below_cost: "Edge below cost",
  edge_unknown: "Edge unknown",
  low_profit_lock: "Low-profit lock",
};

/** A reason code for a filter; an unknown one as it is, readable. */
export function reasonWords(code: string): string {
  const known = LABELS[code];
  if (known) return known;
  const words = code.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
