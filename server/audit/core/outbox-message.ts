// What pages and chat are told, in commit order. Ids and decimal text only: no secret ever travels here.
export type OutboxMessage =
  | {
      readonly name: "bot/created" | "bot/paused" | "bot/resumed" | "bot/quarantined" | "bot/released";
      readonly data: { botId: string; botName: string; reason: string };
    }
  | {
      readonly name: "risk/locked" | "risk/unlocked" | "risk/halted" | "risk/cleared";
      readonly data: { book: string; currency: string; reason: string };
    }
  | {
      readonly name: "decision/acted";
      readonly data: {
        decisionId: string;
        botId: string;
        botName: string;
        action: string;
        reasonCode: string;
        symbol: string;
      };
    }
  | {
      readonly name: "cycle/completed";
      readonly data: { slotAt: string; acted: number; skipped: number; durationMs: number };
    }
  | {
      readonly name: "order/changed";
      readonly data: { orderId: string; botId: string; status: string; reason: string };
    }
  | {
      readonly name: "fill/booked";
      readonly data: {
        fillId: string;
        orderId: string;
        botId: string;
        botName: string;
        symbol: string;
        side: string;
        amount: string;
        price: string;
        quote: string;
        realised: string | null;
        reasonCode: string;
      };
    }
  | {
      readonly name: "position/opened" | "position/closed";
      readonly data: { positionId: string; botId: string; symbol: string };
    }
  | {
      readonly name: "approval/requested" | "approval/decided";
      readonly data: { approvalId: string; status: string };
    }
  | {
      readonly name: "job/changed";
      readonly data: { functionId: string; change: "paused" | "unpaused" | "run" | "replay" };
    }
  | {
      readonly name: "backtest/changed";
      readonly data: {
        backtestId: string;
        status: string;
        done: number;
        total: number;
        step: string;
        etaMs: number | null;
      };
    }
  | { readonly name: "health/changed"; readonly data: { part: string; ok: boolean; detail: string } }
  /** a session ended, or all of the user: each stream looks whether it was its own */
  | { readonly name: "session/ended"; readonly data: { all: boolean } }
  | { readonly name: "mode/changed"; readonly data: { [mode: string]: boolean } }
  | { readonly name: "wallet/funded"; readonly data: { venue: string; asset: string; amount: string } };

/** Every name a message may have: pages listen for these and say what each makes them read again. */
export const outboxNames = [
  "bot/created",
  "bot/paused",
  "bot/resumed",
  "bot/quarantined",
  "bot/released",
  "risk/locked",
  "risk/unlocked",
  "risk/halted",
  "risk/cleared",
  "health/changed",
  "decision/acted",
  "cycle/completed",
  "order/changed",
  "fill/booked",
  "position/opened",
  "position/closed",
  "approval/requested",
  "approval/decided",
  "job/changed",
  "backtest/changed",
  "mode/changed",
  "session/ended",
  "wallet/funded",
] as const satisfies readonly OutboxMessage["name"][];

/** Does not compile while a message is missing from the list. */
export type OutboxName = OutboxMessage["name"] extends (typeof outboxNames)[number]
  ? (typeof outboxNames)[number]
  : never;
