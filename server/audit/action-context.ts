import type { MarketMs, WallMs } from "@/server/kernel/clock";

export type Actor = {
  readonly kind: "owner" | "trader" | "viewer" | "assistant" | "schedule" | "system";
  readonly id: string;
};

/** Who is acting, for whom, when and under which run: handed down explicitly instead of hidden in globals. */
export type ActionContext = {
  readonly actor: Actor;
  /** Whose fleet it is; every row read or written belongs to this user. */
  readonly userId: string;
  /** One click, chat turn or scheduled run. Retries reuse it, so it doubles as the idempotency key. */
  readonly runId: string;
  /** Where the ask came from: "web", "job", "cli", "start". */
  readonly channel: string;
  readonly marketNow: MarketMs;
  readonly wallNow: WallMs;
  /** The browser session of the person who asks, and when they last typed their password again; nobody else has one. */
  readonly session?: { readonly id: string; readonly steppedUpAt: WallMs | null };
};
