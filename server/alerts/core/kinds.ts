// Every kind of alert there is, one an entry, and the only place to name one.

import type { Severity } from "./severity";

type Kind = {
  /** where whoever raises it names none */
  readonly severity: Severity;
  readonly title: string;
  /** what makes it fire, in general; each alert says its own case besides */
  readonly fires: string;
  /** what its owner can do; one that is raised may say more exactly */
  readonly todo: string;
  /** a state that ends by itself and is resolved then; without it, acknowledging ends the alert */
  readonly lasts: boolean;
};

const kind = (severity: Severity, title: string, fires: string, todo: string): Kind => ({
  severity,
  title,
  fires,
  todo,
  lasts: false,
});
const state = (...told: Parameters<typeof kind>): Kind => ({ ...kind(...told), lasts: true });

const kinds = {
  // money and limits
  book_halted: state(
    "critical",
    "A book is halted",
    "A book fell too far below its highest equity.",
    "Look at what was lost and why. Clear the halt under Risk when you want entries again; exits and stops go on.",
  ),
  book_locked: state(
    "high",
    "A book is locked for today",
    "A book lost its limit of the day.",
    "Nothing has to be done: entries begin again at your midnight. Exits and stops go on.",
  ),
  bot_quarantined: state(
    "high",
    "A bot is in quarantine",
    "A bot lost too much, or trades as it never did: the guards or the bodyguard took it out of trading.",
    "It is let go by itself when its rest is over. Read the evidence on the bodyguard's page, and say there whether it was right.",
  ),
  emergency_stop: state(
    "critical",
    "Emergency stop",
    "Somebody pressed the emergency stop.",
    "See that nothing rests at an exchange, then clear it when you want to trade again.",
  ),
  // bodyguard
  bot_archived: kind(
    "high",
    "A bot is archived",
    "A bot was in quarantine too often: it trades no more, and what it held is sold.",
    "Read the evidence on the bodyguard's page. It can be taken back within 30 days.",
  ),
  crowding: state(
    "medium",
    "Too many bots in one market",
    "More bots than allowed trade the same market in the same direction.",
    "Pause some of them, or spread them over more coins.",
  ),
  bot_demoted: kind(
    "high",
    "A bot went back to paper",
    "A live bot broke its drawdown, or the evidence for it is gone.",
    "Its positions were closed. Look at its record before you resume it.",
  ),
  bot_eligible: state(
    "medium",
    "A bot may go live",
    "A bot in training has shown that it earns, and something else is missing.",
    "Do what is missing, or promote it yourself on the promotions page.",
  ),
  bot_promoted: kind(
    "medium",
    "A bot went live",
    "A bot passed every gate and trades at its exchange now.",
    "Nothing has to be done: its first positions are smaller. Its paper record is kept on the promotions page.",
  ),
  // orders and positions
  stop_refused: kind(
    "high",
    "No stop at the exchange",
    "An exchange takes no stop order for a position for now.",
    "Its stop is watched here: leave this running, or close the position.",
  ),
  stop_refused_sold: kind(
    "critical",
    "Sold for want of a stop",
    "An exchange refuses every stop for a position.",
    "The position is sold at market and its bot paused. Take its market out of the fleet before you resume the bot.",
  ),
  exit_blocked: kind(
    "medium",
    "A position is too small to sell",
    "What is held lies below the exchange's smallest order.",
    "Sell it by hand at the exchange, or leave it: it goes on to the bot's next position.",
  ),
  order_unresolved: kind(
    "high",
    "An order's fate is unknown",
    "An exchange has not said for minutes what became of an order.",
    "Look the order up at the exchange by its client order id. Nothing is sent again meanwhile.",
  ),
  fill_unbooked: kind(
    "critical",
    "A fill fits no position",
    "An exchange told of a trade that no position takes.",
    "Compare the account under Reconciliation; the ledger differs by this trade.",
  ),
  account_differs: state(
    "high",
    "An account differs from the books",
    "What an exchange holds is not what the ledger says.",
    "If you moved it by hand, acknowledge it under Reconciliation. Entries in this coin wait until then.",
  ),
  external_order: state(
    "medium",
    "Somebody traded by hand",
    "An order or trade at an exchange was written by nobody here.",
    "If it was not you, revoke the key at the exchange. If it was, acknowledge it under Reconciliation.",
  ),
  // keys and people
  key_invalid: state(
    "critical",
    "A key does not work",
    "An exchange refuses a key, or it may do what it must not.",
    "Replace the key under Settings, Exchanges. Stops cannot be sent to this exchange until then.",
  ),
  key_expiring: state(
    "medium",
    "A key ends soon",
    "An exchange says when a key ends, and that is near.",
    "Make a new key at the exchange and replace it under Settings, Exchanges.",
  ),
  password_changed: kind(
    "medium",
    "The password was changed",
    "The owner's password was changed.",
    "If it was not you, stop everything and set the password anew on the machine itself.",
  ),
  // the system
  job_late: state(
    "high",
    "A job is late",
    "Cycles, sweeps or schedules do not keep their times.",
    "Look at the jobs page and the worker's log.",
  ),
  worker_dead: state(
    "critical",
    "The worker is dead",
    "The process that trades has not been seen.",
    "Restart with npm start. Stops rest at the exchanges meanwhile; paper positions have none.",
  ),
  engine_down: state(
    "high",
    "The job engine is down",
    "The job engine does not answer.",
    "Restart with npm start; stops are watched without it.",
  ),
  database_down: state(
    "critical",
    "The database was away",
    "The database did not answer.",
    "Look at the disk and the database's log.",
  ),
  feed_frozen: state(
    "high",
    "No prices",
    "A market's prices stand still or do not come.",
    "Entries there wait. Look at the exchange's status page; stops at the exchange hold.",
  ),
  exchange_down: state(
    "high",
    "An exchange does not answer",
    "An exchange fails again and again, or is under maintenance.",
    "Nothing is sent there but exits. Look at its status page.",
  ),
  order_stuck: state(
    "high",
    "An order is stuck",
    "An order did not end though it had to.",
    "Look at the order, and at the exchange.",
  ),
  cycle_stuck: state(
    "high",
    "A trading cycle is stuck",
    "A cycle neither ends nor begins.",
    "Look at the jobs page and the worker's log.",
  ),
  lease_stale: state(
    "medium",
    "A lock was left behind",
    "Something that is gone still holds a lock.",
    "It is taken back by itself; if not, restart with npm start.",
  ),
  outbox_lag: state(
    "medium",
    "Pages hear late",
    "Events or audit rows wait too long to be told or sealed.",
    "Look at the worker's log and at the database's load.",
  ),
  disk_full: state(
    "high",
    "The disk fills up",
    "Little of the disk is free.",
    "Make room: see what grows under Health.",
  ),
  memory_full: state(
    "high",
    "Memory runs out",
    "Little memory is free.",
    "Run fewer bots, or give the machine more.",
  ),
  clock_skew: state(
    "high",
    "The clock is wrong",
    "The machine's time differs from the exchanges' or went back.",
    "Switch time synchronisation on. Entries wait until the clock is right.",
  ),
  audit_broken: state(
    "critical",
    "The audit trail does not verify",
    "A row of the trail was changed or is missing.",
    "Run npm run cli -- audit verify, and look who had the database.",
  ),
  heal_failed: state(
    "critical",
    "A repair did not help",
    "The system tried three times to mend itself.",
    "Look at the heals under Health: they say what was tried.",
  ),
  // alerts themselves
  channel_failing: state(
    "medium",
    "Alerts do not get out",
    "A channel refuses what is sent to it.",
    "Look at its last error under Settings, Alerts, and send a test.",
  ),
} satisfies { readonly [name: string]: Kind };

export type AlertKind = keyof typeof kinds;

export const alertKinds = Object.keys(kinds) as readonly AlertKind[];

export const kindOf = (name: AlertKind): Kind => kinds[name];

/** The kind of a row; one that this version does not know any more keeps its name. */
export const readKind = (name: string): Kind =>
  Object.hasOwn(kinds, name)
    ? kinds[name as AlertKind]
    : { severity: "medium", title: name, fires: "An earlier version raised it.", todo: "", lasts: false };
