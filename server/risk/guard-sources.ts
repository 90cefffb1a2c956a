import type { ActionContext } from "@/server/audit/action-context";
import type { BotView } from "@/server/bots/core/bot";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import type { RestCause } from "./core/guard-memory";
import type { ExposureSources } from "./open-entry-exposure";

/** What the guards need of the running worker. */
export type GuardSources = ExposureSources & {
  /** The fencing token while this process leads, null while it stands by. */
  readonly leaderToken: () => bigint | null;
  /** Told when the work on one book or bot failed: the others go on, this one is tried again. */
  readonly failed: (doing: string, subject: string, error: unknown) => void;
  /** Absent: a quarantine lasts as long as its cause asks, and is kept nowhere but in the trail. */
  readonly ladder?: QuarantineLadder;
};

/** A quarantine that is being written. `until` null: the bot is archived. */
export type Resting = {
  readonly bot: BotView;
  readonly book: Book;
  readonly cause: RestCause;
  readonly until: MarketMs | null;
  readonly rung: number;
};

/** Who keeps the steps of the quarantines, and the evidence of each: whoever asks for one, there is one ladder. */
export type QuarantineLadder = {
  /** The step a bot's next quarantine is; `restMs` null: it is archived. */
  readonly rungOf: (q: {
    readonly userId: string;
    readonly botId: string;
    readonly marketNow: MarketMs;
  }) => Promise<{ readonly number: number; readonly restMs: number | null }>;
  /** Keeps a quarantine, in the commit that makes it. */
  readonly began: (tx: WriteTx, ctx: ActionContext, resting: Resting) => Promise<void>;
  /** Keeps that it is over, in the commit that ends it. */
  readonly ended: (
    tx: WriteTx,
    ctx: ActionContext,
    botId: string,
    how: "released" | "let_go",
  ) => Promise<void>;
};
