// What the audit trail says that its owner should know. Whoever commits something alarming needs to do no more than
// commit it, with a line here.

import type { AlertAct } from "./alert";
import { type AlertKind, kindOf } from "./kinds";
import { SEVERITIES, type Severity } from "./severity";

/** An entry of the trail, by what an alert is made of. */
export type TrailEntry = {
  readonly action: string;
  readonly subject: string;
  readonly reason: string;
  readonly detail: unknown;
};

type Read = (entry: TrailEntry) => readonly AlertAct[];

type Told = {
  readonly subject: string;
  readonly key?: string;
  readonly why?: string;
  readonly severity?: Severity;
};

/** An alert of a kind: its key is the kind and the subject, or what else tells two apart. */
function raise(
  kind: AlertKind,
  { reason }: TrailEntry,
  { subject, key = subject, why, severity }: Told,
): AlertAct {
  const about = { subject, dedupeKey: `${kind}:${key}`, why: sentence(why ?? reason) };
  return { act: "raise", ask: { kind, severity: severity ?? kindOf(kind).severity, ...about } };
}

const over = (kind: AlertKind, key: string, words: string): AlertAct => ({
  act: "resolve",
  dedupeKey: `${kind}:${key}`,
  words: sentence(words),
});

const sentence = (words: string): string =>
  `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) || words === "" ? "" : "."}`;

const readers: { readonly [action: string]: Read } = {
  "risk.halted": (entry) => [raise("book_halted", entry, ofBook(entry))],
  "risk.cleared": ({ subject, detail, reason }) =>
    textsOf(detail, "currencies").map((currency) => over("book_halted", `${subject}:${currency}`, reason)),
  "risk.locked": (entry) => [raise("book_locked", entry, ofBook(entry))],
  "risk.unlocked": ({ subject, reason }) => [over("book_locked", subject, reason)],
  "bot.quarantined": (entry) => {
    const name = textOf(entry.detail, "botName");
    const why = name === "" ? entry.reason : `${name}: ${entry.reason}`;
    const severity = SEVERITIES.find((one) => one === textOf(entry.detail, "severity"));
    return [
      raise("bot_quarantined", entry, {
        subject: `bot:${entry.subject}`,
        why,
        ...(severity ? { severity } : {}),
      }),
    ];
  },
  "bot.released": ({ subject, reason }) => [over("bot_quarantined", `bot:${subject}`, reason)],
  "bot.archived": (entry) => {
    const why = `${textOf(entry.detail, "botName")}: ${entry.reason}`;
    return [
      over("bot_quarantined", `bot:${entry.subject}`, "it is archived"),
      raise("bot_archived", entry, { subject: `bot:${entry.subject}`, why }),
    ];
  },
  "promotion.eligible": (entry) => [raise("bot_eligible", entry, { subject: `bot:${entry.subject}` })],
  "promotion.withdrawn": ({ subject, reason }) => [over("bot_eligible", `bot:${subject}`, reason)],
  "bot.gone_live": (entry) => [
    over("bot_eligible", `bot:${entry.subject}`, "it is live"),
    raise("bot_promoted", entry, { subject: `bot:${entry.subject}` }),
  ],
  "bot.demoted": (entry) => [raise("bot_demoted", entry, { subject: `bot:${entry.subject}` })],
  "bodyguard.told": (entry) =>
    textOf(entry.detail, "check") === "crowding"
      ? [raise("crowding", entry, { ...ofMarket(entry), why: `${entry.subject}: ${entry.reason}` })]
      : [],
  "bodyguard.ended": readEnded,
  "emergency.stopped": (entry) => [
    raise("emergency_stop", entry, { subject: "system:emergency", why: `Emergency stop: ${entry.reason}` }),
  ],
  "emergency.cleared": ({ reason }) => [over("emergency_stop", "system:emergency", reason)],
  "stop.refused": (entry) => [raise("stop_refused", entry, { subject: `position:${entry.subject}` })],
  "stop.refused_sold": (entry) => [
    over("stop_refused", `position:${entry.subject}`, "the position is sold"),
    raise("stop_refused_sold", entry, { subject: `position:${entry.subject}` }),
  ],
  "exit.blocked": (entry) => [raise("exit_blocked", entry, { subject: `position:${entry.subject}` })],
  "order.unresolved": (entry) => [raise("order_unresolved", entry, { subject: `order:${entry.subject}` })],
  "fill.unbooked": (entry) => [
    raise("fill_unbooked", entry, { subject: `order:${entry.subject.split(":")[0]}`, key: entry.subject }),
  ],
  "account.differs": readAccount,
  "account.acknowledged": ({ subject, reason }) => [
    { act: "resolveAll", keysUnder: `account_differs:${subject}:`, words: sentence(reason) },
    over("external_order", `account:${subject}`, reason),
  ],
  "exchangeKey.tested": readKeyTest,
  "exchangeKey.removed": endKey,
  "exchangeKey.rotated": endKey,
  "owner.passwordChanged": (entry) => [raise("password_changed", entry, { subject: "system:account" })],
  "jobs.late": (entry) => {
    // decisions that were missed are past: trading goes on
    const severity = entry.subject === "slots" ? "medium" : "high";
    return [raise("job_late", entry, { subject: `job:${entry.subject}`, severity })];
  },
  "jobs.recovered": ({ subject, reason }) => [over("job_late", `job:${subject}`, reason)],
};

/** The actions that can mean an alert. */
export const alarmingActions: readonly string[] = Object.keys(readers);

/** What an entry of the trail means for alerts; nothing for most. */
export const alertsOfEntry = (entry: TrailEntry): readonly AlertAct[] =>
  Object.hasOwn(readers, entry.action) ? (readers[entry.action]?.(entry) ?? []) : [];

const ofBook = ({ subject }: TrailEntry): Told => ({
  subject: `book:${subject.split(":")[0]}`,
  key: subject,
});

/** A crowd that is gone, or a quarantine that became a pause; what was only suspected was never told. */
function readEnded(entry: TrailEntry): readonly AlertAct[] {
  const { subject, detail, reason } = entry;
  if (textOf(detail, "check") === "crowding") return [over("crowding", ofMarket(entry).key, reason)];
  return textOf(detail, "outcome") === "left" ? [over("bot_quarantined", `bot:${subject}`, reason)] : [];
}

const ofMarket = ({ subject, detail }: TrailEntry) => ({
  subject: `market:${subject}`,
  key: `${textOf(detail, "book")}:${subject}`,
});

/** Balances that turned, a line each, and what was found to be written by nobody here. */
function readAccount(entry: TrailEntry): readonly AlertAct[] {
  const account = entry.subject;
  const lines = rowsOf(entry.detail, "lines").flatMap((line): readonly AlertAct[] => {
    const [asset, turns] = [textOf(line, "asset"), textOf(line, "turns")];
    const key = `${account}:${asset}`;
    if (turns === "released") return [over("account_differs", key, `${asset} adds up again`)];
    if (turns !== "held") return [];
    const why = `The books say ${textOf(line, "ours")} ${asset}, ${venueOf(account)} holds ${textOf(line, "theirs")}.`;
    return [raise("account_differs", entry, { subject: `account:${account}`, key, why })];
  });
  const foreign = rowsOf(entry.detail, "external");
  if (foreign.length === 0) return lines;
  const said = foreign
    .slice(0, FOREIGN_MOST)
    .map((row) => `${textOf(row, "kind")} in ${textOf(row, "symbol")} (${textOf(row, "venueRef")})`);
  const more = foreign.length > FOREIGN_MOST ? ` and ${foreign.length - FOREIGN_MOST} more` : "";
  const why = `At ${venueOf(account)}, written by nobody here: ${said.join(", ")}${more}.`;
  return [...lines, raise("external_order", entry, { subject: `account:${account}`, why })];
}
const FOREIGN_MOST = 5;

/** `live:binance` is the account of the live book at binance. */
const venueOf = (account: string): string => account.slice(account.indexOf(":") + 1);

function readKeyTest(entry: TrailEntry): readonly AlertAct[] {
  const [to, key] = [textOf(entry.detail, "to"), keyPlace(entry)];
  const subject = `exchange:${textOf(entry.detail, "exchange")}`;
  if (to === "invalid")
    return [over("key_expiring", key, entry.reason), raise("key_invalid", entry, { subject, key })];
  if (to === "expiring")
    return [over("key_invalid", key, entry.reason), raise("key_expiring", entry, { subject, key })];
  return to === "valid" ? endKey(entry) : [];
}

function endKey(entry: TrailEntry): readonly AlertAct[] {
  const place = keyPlace(entry);
  return [over("key_invalid", place, entry.reason), over("key_expiring", place, entry.reason)];
}

const keyPlace = ({ detail }: TrailEntry): string =>
  `${textOf(detail, "exchange")}:${textOf(detail, "site")}`;

function partOf(detail: unknown, name: string): unknown {
  return typeof detail === "object" && detail !== null && Object.hasOwn(detail, name)
    ? (detail as { readonly [name: string]: unknown })[name]
    : undefined;
}

function textOf(detail: unknown, name: string): string {
  const value = partOf(detail, name);
  return typeof value === "string" ? value : "";
}

const rowsOf = (detail: unknown, name: string): readonly unknown[] => {
  const value = partOf(detail, name);
  return Array.isArray(value) ? value : [];
};

const textsOf = (detail: unknown, name: string): readonly string[] =>
  rowsOf(detail, name).filter((row) => typeof row === "string");
