// What pages and chat are told, in commit order. Ids and decimal text only: no secret ever travels here.

import type { Book } from "@/server/kernel/book";

type BotSaid = { readonly botId: string; readonly botName: string; readonly reason: string };
type GuardSaid = { readonly book: Book; readonly currency: string; readonly reason: string };
type PositionSaid = { readonly positionId: string; readonly botId: string; readonly symbol: string };
type ApprovalSaid = { readonly approvalId: string; readonly status: string };

/** An event by what it tells; a type alone, so that nothing of it reaches the browser. */
const tells = <Data extends object>(): { readonly data?: Data } => ({});

/**
 * Every event there is, one a line, and the only place to name one: messages, names, the stream and its listeners are
 * made from this list, and what pages read again for each (components/live/refreshes.ts) does not compile without it.
 */
const outboxEvents = {
  "bot/created": tells<BotSaid>(),
  "bot/paused": tells<BotSaid>(),
  "bot/resumed": tells<BotSaid>(),
  "bot/quarantined": tells<BotSaid>(),
  "bot/released": tells<BotSaid>(),
  "bot/archived": tells<BotSaid>(),
  /** it was deleted, and is there again */
  "bot/restored": tells<BotSaid>(),
  /** the bodyguard found something, or what it had found changed */
  "bodyguard/changed": tells<{ detectionId: string; check: string; state: string }>(),
  "bot/gone-live": tells<BotSaid>(),
  /** a live bot goes back to paper, or is there again */
  "bot/demoted": tells<BotSaid>(),
  /** a night's look found something of a bot */
  "promotion/looked": tells<BotSaid>(),
  /** learning did something with a bot */
  "learning/changed": tells<BotSaid>(),
  "risk/locked": tells<GuardSaid>(),
  "risk/unlocked": tells<GuardSaid>(),
  "risk/halted": tells<GuardSaid>(),
  "risk/cleared": tells<GuardSaid>(),
  "health/changed": tells<{ part: string; ok: boolean; detail: string }>(),
  "decision/acted": tells<DecisionSaid>(),
  "cycle/completed": tells<{ slotAt: string; acted: number; skipped: number; durationMs: number }>(),
  "order/changed": tells<{ orderId: string; botId: string; status: string; reason: string }>(),
  "fill/booked": tells<FillSaid>(),
  "position/opened": tells<PositionSaid>(),
  "position/closed": tells<PositionSaid>(),
  /** a person wants it closed */
  "position/closing": tells<PositionSaid>(),
  /** a person set its stop or its target */
  "position/changed": tells<PositionSaid>(),
  "approval/requested": tells<ApprovalSaid>(),
  "approval/decided": tells<ApprovalSaid>(),
  "job/changed": tells<{ functionId: string; change: "paused" | "unpaused" | "run" | "replay" }>(),
  "backtest/changed": tells<BacktestSaid>(),
  "candles/changed": tells<CandlesSaid>(),
  "mode/changed": tells<{ [mode: string]: boolean }>(),
  "settings/changed": tells<{ [setting: string]: string }>(),
  /** a session ended, or all of the user: each stream looks whether it was its own */
  "session/ended": tells<{ all: boolean }>(),
  "exchange/changed": tells<{ exchange: string; site: string; status: string }>(),
  "account/differs": tells<{ book: Book; venue: string }>(),
  "alert/changed": tells<AlertSaid>(),
  /** what became of a try to send one; without an alert, of a test */
  "alert/delivered": tells<{ channelId: string; alertId: string | null; status: string }>(),
  /** where alerts are sent */
  "alert/channels": tells<{ channelId: string }>(),
  /** profit was shared out among bots, or that was taken back */
  "profits/rebalanced": tells<{ book: Book; rebalanceId: string }>(),
  /** a report is there, or its mail is on its way again */
  "report/made": tells<{ reportId: string; book: Book }>(),
  /** what exchanges lack for their targets */
  "funding/changed": tells<{ book: Book }>(),
  "wallet/funded": tells<{ venue: string; asset: string; amount: string }>(),
} as const;

type AlertSaid = {
  readonly alertId: string;
  readonly kind: string;
  readonly severity: string;
  readonly title: string;
  readonly state: string;
  /** its channels are told as well: pages interrupt whoever looks */
  readonly tells: boolean;
};
type DecisionSaid = {
  readonly decisionId: string;
  readonly botId: string;
  readonly botName: string;
  readonly action: string;
  readonly reasonCode: string;
  readonly symbol: string;
};
type FillSaid = {
  readonly fillId: string;
  readonly orderId: string;
  readonly botId: string;
  readonly botName: string;
  readonly symbol: string;
  readonly side: string;
  readonly amount: string;
  readonly price: string;
  readonly quote: string;
  readonly realised: string | null;
  readonly reasonCode: string;
};
type BacktestSaid = {
  readonly backtestId: string;
  readonly status: string;
  readonly done: number;
  readonly total: number;
  readonly step: string;
  readonly etaMs: number | null;
};

type CandlesSaid = {
  readonly seriesId: string;
  readonly name: string;
  readonly status: string;
  readonly done: number;
  readonly total: number;
  readonly step: string;
};

export type OutboxName = keyof typeof outboxEvents;

/** An event with what it tells. */
export type OutboxMessage = {
  [Name in OutboxName]: {
    readonly name: Name;
    readonly data: NonNullable<(typeof outboxEvents)[Name]["data"]>;
  };
}[OutboxName];

/** Every name a message may have: pages listen for these and say what each makes them read again. */
export const outboxNames = Object.keys(outboxEvents) as readonly OutboxName[];
