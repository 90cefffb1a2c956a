/** What the rules for an entry refuse it for: a decision that ends in one of them was a refused order. */
export const refusalCodes = [
  ...[
    "halted",
    "entries_stopped",
    "mode_off",
    "bot_paused",
    "bot_quarantined",
    "account_differs",
    "feed_frozen",
    "venues_disagree",
    "clock_skew",
    "blacklisted",
  ],
  ...["order_working", "book_halted", "daily_loss_lock", "exchange_daily_limit", "bot_daily_limit"],
  ...["user_daily_limit", "cooldown", "stop_guard", "low_profit_lock", "edge_unknown", "edge_below_cost"],
  ...["asset_exposure", "correlated_exposure", "exchange_exposure", "below_minimum"],
] as const;
