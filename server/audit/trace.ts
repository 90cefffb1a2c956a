import type { Prisma } from "@/prisma/generated/client";
import type { ActionContext } from "./action-context";
import type { OutboxMessage } from "./core/outbox-message";

/** What a change leaves behind it: its audit entry, and the events told to pages and chat after it is visible. */
export type Trace = {
  readonly ctx: ActionContext;
  /** "bot.paused": what was done, past tense, by domain. */
  readonly action: string;
  /** The id of what it was done to. */
  readonly subject: string;
  readonly reason: string;
  readonly detail: Prisma.InputJsonObject;
  readonly events: readonly OutboxMessage[];
};
