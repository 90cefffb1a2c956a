import { expect, test } from "vitest";
import { alarmingActions, alertsOfEntry } from "./alerts-of-entry";

const entry = (action: string, subject: string, detail: unknown = {}, reason = "why it was") => ({
  action,
  subject,
  reason,
  detail,
});
const told = (...of: Parameters<typeof entry>) =>
  alertsOfEntry(entry(...of)).map((act) =>
    act.act === "raise"
      ? `${act.ask.severity} ${act.ask.subject} ${act.ask.dedupeKey}: ${act.ask.why}`
      : `over ${act.act === "resolve" ? act.dedupeKey : `${act.keysUnder}*`}`,
  );
const key = { exchange: "binance", site: "real" };

// each kind that follows from something that was done, with what ends it
test.each([
  ["risk.halted", "live:USDT", {}, ["critical book:live book_halted:live:USDT: Why it was."]],
  [
    "risk.cleared",
    "live",
    { currencies: ["USDT", "ZAR"] },
    ["over book_halted:live:USDT", "over book_halted:live:ZAR"],
  ],
  ["risk.locked", "live:USDT", {}, ["high book:live book_locked:live:USDT: Why it was."]],
  ["risk.unlocked", "live:USDT", {}, ["over book_locked:live:USDT"]],
  ["bot.quarantined", "b1", { botName: "Alpha" }, ["high bot:b1 bot_quarantined:bot:b1: Alpha: why it was."]],
  [
    "bot.quarantined",
    "b1",
    { botName: "Alpha", severity: "medium" },
    ["medium bot:b1 bot_quarantined:bot:b1: Alpha: why it was."],
  ],
  ["bot.released", "b1", {}, ["over bot_quarantined:bot:b1"]],
  [
    "bot.archived",
    "b1",
    { botName: "Alpha" },
    ["over bot_quarantined:bot:b1", "high bot:b1 bot_archived:bot:b1: Alpha: why it was."],
  ],
  ["promotion.eligible", "b1", {}, ["medium bot:b1 bot_eligible:bot:b1: Why it was."]],
  ["promotion.withdrawn", "b1", {}, ["over bot_eligible:bot:b1"]],
  ["bot.gone_live", "b1", {}, ["over bot_eligible:bot:b1", "medium bot:b1 bot_promoted:bot:b1: Why it was."]],
  ["bot.demoted", "b1", {}, ["high bot:b1 bot_demoted:bot:b1: Why it was."]],
  [
    "bodyguard.told",
    "binance BTC/USDT buy",
    { check: "crowding", book: "live" },
    [
      "medium market:binance BTC/USDT buy crowding:live:binance BTC/USDT buy: Binance BTC/USDT buy: why it was.",
    ],
  ],
  ["bodyguard.told", "live:USDT", { check: "book_day_loss" }, []],
  [
    "bodyguard.ended",
    "binance BTC/USDT buy",
    { check: "crowding", book: "live", outcome: "cleared" },
    ["over crowding:live:binance BTC/USDT buy"],
  ],
  ["bodyguard.ended", "b1", { check: "streak", outcome: "left" }, ["over bot_quarantined:bot:b1"]],
  ["bodyguard.ended", "b1", { check: "streak", outcome: "cleared" }, []],
  [
    "emergency.stopped",
    "u",
    {},
    ["critical system:emergency emergency_stop:system:emergency: Emergency stop: why it was."],
  ],
  ["emergency.cleared", "u", {}, ["over emergency_stop:system:emergency"]],
  ["stop.refused", "p1", {}, ["high position:p1 stop_refused:position:p1: Why it was."]],
  [
    "stop.refused_sold",
    "p1",
    {},
    ["over stop_refused:position:p1", "critical position:p1 stop_refused_sold:position:p1: Why it was."],
  ],
  ["exit.blocked", "p1", {}, ["medium position:p1 exit_blocked:position:p1: Why it was."]],
  ["order.unresolved", "o1", {}, ["high order:o1 order_unresolved:order:o1: Why it was."]],
  ["fill.unbooked", "o1:t9", {}, ["critical order:o1 fill_unbooked:o1:t9: Why it was."]],
  [
    "account.differs",
    "live:binance",
    {
      lines: [
        { asset: "BTC", ours: "1", theirs: "0.5", turns: "held" },
        { asset: "ETH", turns: "released" },
      ],
      external: [{ kind: "order", venueRef: "77", symbol: "BTC/USDT" }],
    },
    [
      "high account:live:binance account_differs:live:binance:BTC: The books say 1 BTC, binance holds 0.5.",
      "over account_differs:live:binance:ETH",
      "medium account:live:binance external_order:account:live:binance: At binance, written by nobody here: order in BTC/USDT (77).",
    ],
  ],
  [
    "account.acknowledged",
    "live:binance",
    {},
    ["over account_differs:live:binance:*", "over external_order:account:live:binance"],
  ],
  [
    "exchangeKey.tested",
    "k",
    { ...key, to: "invalid" },
    ["over key_expiring:binance:real", "critical exchange:binance key_invalid:binance:real: Why it was."],
  ],
  [
    "exchangeKey.tested",
    "k",
    { ...key, to: "expiring" },
    ["over key_invalid:binance:real", "medium exchange:binance key_expiring:binance:real: Why it was."],
  ],
  [
    "exchangeKey.tested",
    "k",
    { ...key, to: "valid" },
    ["over key_invalid:binance:real", "over key_expiring:binance:real"],
  ],
  ["exchangeKey.tested", "k", { ...key, to: "untested" }, []],
  ["exchangeKey.removed", "k", key, ["over key_invalid:binance:real", "over key_expiring:binance:real"]],
  ["exchangeKey.rotated", "k", key, ["over key_invalid:binance:real", "over key_expiring:binance:real"]],
  ["owner.passwordChanged", "u", {}, ["medium system:account password_changed:system:account: Why it was."]],
  ["jobs.late", "cycle", {}, ["high job:cycle job_late:job:cycle: Why it was."]],
  ["jobs.late", "slots", {}, ["medium job:slots job_late:job:slots: Why it was."]],
  ["jobs.recovered", "cycle", {}, ["over job_late:job:cycle"]],
  ["bot.paused", "b1", {}, []],
  ["toString", "b1", {}, []],
])("%s of %s means its alerts and no others", (action, subject, detail, expected) => {
  expect(told(action, subject, detail)).toEqual(expected);
});

test("details of any shape are read, and none is believed", () => {
  for (const action of alarmingActions)
    for (const detail of [
      null,
      "text",
      7,
      [],
      { lines: "x", external: 3, currencies: [1, null] },
      { lines: [null] },
    ])
      expect(() => alertsOfEntry(entry(action, "", detail, ""))).not.toThrow();
});
