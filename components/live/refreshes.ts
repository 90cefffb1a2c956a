// What each event makes the pages read again. One map: an event that is not in it does not compile, and a test asks
// that every query a page keeps is either read again by an event or named as one that no event changes.
import type { OutboxName } from "@/server/audit/core/outbox-message";

/** Queries by their path below the router; a router alone stands for all of its queries. */
export type QueryPath = (typeof followed)[number];

/** What follows events. Live figures (equity, open positions, prices) come over the line themselves. */
export const followed = [
  "alerts.count",
  "alerts.list",
  "alerts.settings",
  "alerts.show",
  "approvals.list",
  "backtest.list",
  "backtest.show",
  "blacklist.list",
  "bodyguard.detections",
  "bodyguard.show",
  "bodyguard.status",
  "bots.candles",
  "bots.list",
  "bots.show",
  "candles.list",
  "candles.show",
  "currency.show",
  "dashboard.activity",
  "dashboard.equity",
  "decisions.list",
  "decisions.reasons",
  "emergency.show",
  "execution.show",
  "exchanges.list",
  "exchanges.orderTests",
  "funding.plan",
  "health.heals",
  "health.holds",
  "health.show",
  "jobs.list",
  "jobs.runs",
  "jobs.show",
  "limits.show",
  "orders.list",
  "orders.show",
  "positions.list",
  "promotions.check",
  "promotions.scorecards",
  "promotions.twins",
  "profits.show",
  "reconciliation.show",
  "report.list",
  "report.settings",
  "report.show",
  "risk.guards",
  "status",
  "trades.list",
  "trades.working",
  "wallet.returns",
  "wallet.status",
] as const;

/** What no event changes: fixed choices, records that are written once, and what is read by the clock. */
export const unfollowed = [
  "backtest.choices",
  "backtest.compare",
  "bots.strategies",
  "dashboard.live",
  "decisions.replay",
  "decisions.show",
  "exchanges.practiceKey",
  "health.storage",
  "markets.list",
  "report.preview",
  "risk.whatIf",
  "templates.list",
  "trades.why",
  "welcome.state",
] as const;

const BOT = ["bots.list", "bots.show", "dashboard.activity", "health.holds"] as const;
const GUARDED = ["bodyguard.status", "bodyguard.detections", "bodyguard.show"] as const;
const RISK = [
  "risk.guards",
  "limits.show",
  "health.holds",
  "dashboard.activity",
  "bots.list",
  "bots.show",
] as const;
const DECIDED = [
  ...[
    "dashboard.activity",
    "decisions.list",
    "decisions.reasons",
    "trades.working",
    "orders.list",
    "health.holds",
  ],
] as const satisfies readonly QueryPath[];
const POSITION = ["positions.list", "bots.list", "bots.show", "bots.candles", "dashboard.activity"] as const;
const APPROVAL = ["approvals.list"] as const;

export const refreshes: { readonly [name in OutboxName]: readonly QueryPath[] } = {
  "bot/created": [...BOT, "wallet.status", "promotions.scorecards"],
  "bot/paused": BOT,
  "bot/resumed": BOT,
  "bot/quarantined": [...BOT, ...GUARDED],
  "bot/released": [...BOT, ...GUARDED],
  "bot/archived": [...BOT, ...GUARDED, "wallet.status"],
  "bodyguard/changed": GUARDED,
  "bot/gone-live": [...BOT, "promotions.check", "promotions.scorecards", "promotions.twins", "wallet.status"],
  "risk/locked": RISK,
  "risk/unlocked": RISK,
  "risk/halted": RISK,
  "risk/cleared": RISK,
  "health/changed": ["health.show", "health.holds", "health.heals"],
  "decision/acted": DECIDED,
  "cycle/completed": DECIDED,
  "order/changed": [
    "limits.show",
    "orders.list",
    "orders.show",
    "trades.working",
    "health.show",
    "execution.show",
  ],
  "fill/booked": [
    ...[
      "trades.list",
      "trades.working",
      "orders.list",
      "orders.show",
      "positions.list",
      "dashboard.activity",
      "dashboard.equity",
    ],
    ...["bots.list", "bots.show", "bots.candles", "health.show", "execution.show", "promotions.twins"],
    ...["limits.show", "wallet.returns", "wallet.status"],
  ] as const satisfies readonly QueryPath[],
  "position/opened": POSITION,
  "position/closed": [...POSITION, "promotions.scorecards", "profits.show"],
  "position/closing": ["dashboard.activity"],
  // the levels come over the line
  "position/changed": ["dashboard.activity"],
  "approval/requested": APPROVAL,
  "approval/decided": APPROVAL,
  "job/changed": ["jobs.list", "jobs.runs", "jobs.show", "health.holds", "health.show"],
  "backtest/changed": ["backtest.list", "backtest.show"],
  "candles/changed": ["candles.list", "candles.show"],
  "settings/changed": [
    "currency.show",
    "limits.show",
    "blacklist.list",
    "bodyguard.status",
    "wallet.status",
    "report.settings",
  ],
  "mode/changed": [
    ...["status", "emergency.show", "promotions.check", "health.holds", "health.show", "dashboard.activity"],
    // an emergency stop pauses them
    ...["bots.list", "bots.show"],
  ] as const satisfies readonly QueryPath[],
  "session/ended": ["dashboard.activity"],
  "exchange/changed": ["exchanges.list", "exchanges.orderTests", "promotions.check"],
  "account/differs": ["reconciliation.show", "dashboard.activity"],
  "alert/changed": ["alerts.count", "alerts.list", "alerts.show"],
  "alert/delivered": ["alerts.show", "alerts.settings", "report.list", "report.show"],
  "alert/channels": ["alerts.settings", "report.settings"],
  "profits/rebalanced": ["profits.show", "wallet.status", "bots.list", "bots.show", "promotions.scorecards"],
  "report/made": ["report.list", "report.show"],
  "funding/changed": ["funding.plan"],
  "wallet/funded": ["dashboard.activity", "dashboard.equity", "wallet.returns", "wallet.status"],
};

/** What each act of a page causes, by the path of its mutation: read again at once, also while the line is lost. */
export const acts = {
  "account.changePassword": ["session/ended"],
  // it changes nothing that a page shows but what came of it
  "account.stepUp": ["exchange/changed"],
  // whatever waited for the click may have happened
  "approvals.approve": [
    "approval/decided",
    "position/closing",
    "bot/paused",
    "wallet/funded",
    "profits/rebalanced",
    "account/differs",
    "bot/resumed",
    "bot/released",
    "bot/gone-live",
    "risk/cleared",
    "job/changed",
    "mode/changed",
    "settings/changed",
  ],
  "alerts.acknowledge": ["alert/changed"],
  "alerts.acknowledgeAll": ["alert/changed"],
  "alerts.addChannel": ["alert/channels"],
  "alerts.editChannel": ["alert/channels"],
  "alerts.removeChannel": ["alert/channels"],
  "alerts.reopen": ["alert/changed"],
  "alerts.test": ["alert/delivered"],
  "approvals.deny": ["approval/decided"],
  "backtest.cancel": ["backtest/changed"],
  "backtest.delete": ["backtest/changed"],
  "backtest.run": ["backtest/changed"],
  "candles.cancel": ["candles/changed"],
  "candles.delete": ["candles/changed"],
  "candles.download": ["candles/changed"],
  "blacklist.add": ["settings/changed"],
  "blacklist.remove": ["settings/changed", "approval/requested"],
  "bodyguard.mark": ["bodyguard/changed"],
  "bodyguard.release": ["bot/released", "approval/requested"],
  "bots.create": ["bot/created", "wallet/funded"],
  "bots.pause": ["bot/paused"],
  "bots.stop": ["bot/paused", "position/closing", "approval/requested"],
  "bots.resume": ["bot/resumed", "approval/requested"],
  "currency.set": ["settings/changed"],
  "emergency.clear": ["mode/changed", "approval/requested"],
  "emergency.stop": ["mode/changed", "order/changed"],
  "entries.resume": ["mode/changed", "approval/requested"],
  "entries.stop": ["mode/changed", "order/changed"],
  "exchange.test": ["exchange/changed"],
  "exchanges.addKey": ["exchange/changed"],
  "exchanges.orderTest": ["exchange/changed", "approval/requested"],
  "exchanges.removeKey": ["exchange/changed"],
  "exchanges.revoke": ["exchange/changed", "bot/paused"],
  "exchanges.rotateKey": ["exchange/changed"],
  "jobs.pause": ["job/changed", "approval/requested"],
  "jobs.replay": ["job/changed"],
  "jobs.runNow": ["job/changed"],
  "jobs.unpause": ["job/changed"],
  "health.heal": ["health/changed"],
  "limits.set": ["settings/changed", "approval/requested"],
  "mode.live": ["mode/changed", "approval/requested"],
  "mode.liveOff": ["mode/changed"],
  "injections.record": ["wallet/funded", "approval/requested"],
  "positions.close": ["position/closing", "approval/requested"],
  "positions.closeAll": ["position/closing", "approval/requested"],
  "positions.stop": ["position/changed"],
  "positions.target": ["position/changed"],
  "mode.paper": ["mode/changed"],
  "mode.paperOff": ["mode/changed"],
  "profits.rebalance": ["profits/rebalanced", "approval/requested"],
  "profits.revert": ["profits/rebalanced", "approval/requested"],
  "promotions.promote": ["bot/gone-live", "approval/requested"],
  "reconciliation.acknowledge": ["account/differs", "wallet/funded", "approval/requested"],
  "report.send": ["report/made"],
  "report.set": ["settings/changed"],
  "risk.clearHalt": ["risk/cleared", "approval/requested"],
} as const satisfies { readonly [path: string]: readonly OutboxName[] };

export type Act = keyof typeof acts;

/** The queries an act makes old; none for what is no act of the list. */
export const refreshesOf = (path: string): readonly QueryPath[] => {
  const names: readonly OutboxName[] = Object.hasOwn(acts, path) ? acts[path as Act] : [];
  return [...new Set(names.flatMap((name) => refreshes[name]))];
};

/** How a cache names all that was asked of a path. */
export const keyOf = (path: string): readonly [readonly string[]] => [path.split(".")];
