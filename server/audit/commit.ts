import type { Prisma } from "@/prisma/generated/client";
import { toDate } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { db, isRetryable, StaleWrite, type WriteTx } from "@/server/platform/db";
import type { ActionContext } from "./action-context";
import type { OutboxMessage } from "./core/outbox-message";

type Change<T> = {
  /** "bot.paused": what was done, past tense, by domain. */
  readonly action: string;
  /** The id of what it was done to. */
  readonly subject: string;
  readonly reason: string | ((written: T) => string);
  readonly detail: Prisma.InputJsonObject | ((written: T) => Prisma.InputJsonObject);
  /** Told to pages and chat after the transaction is visible; a function sees what `write` returned. */
  readonly events: readonly OutboxMessage[] | ((written: T) => readonly OutboxMessage[]);
  readonly write: (tx: WriteTx) => Promise<T>;
  /** True when `write` found nothing to change: then there is nothing to audit or to tell. */
  readonly unchanged?: (written: T) => boolean;
};

const TRIES_MAX = 4;

/**
 * The only door through which state changes.
 *
 * The change, its audit entry and its outgoing events are written in one transaction: all three exist or none
 * does. Never call an exchange or a model inside `write`; the transaction must stay short. `write` may run again
 * after a deadlock, so it must not keep anything outside the transaction.
 *
 * Refuses with `stale_write` when a row moved since it was read; nothing is written then.
 */
export async function commit<T>(ctx: ActionContext, change: Change<T>): Promise<Result<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return accept(await db.$transaction((tx) => writeAll(tx as WriteTx, ctx, change)));
    } catch (error) {
      if (error instanceof StaleWrite) {
        return refuse("stale_write", `${error.message}: look again and retry.`);
      }
      if (!isRetryable(error) || attempt >= TRIES_MAX) throw error;
    }
  }
}

async function writeAll<T>(tx: WriteTx, ctx: ActionContext, change: Change<T>): Promise<T> {
  const written = await change.write(tx);
  if (change.unchanged?.(written)) return written;
  await tx.auditEntry.create({ data: toAuditEntry(ctx, change, written) });
  const events = typeof change.events === "function" ? change.events(written) : change.events;
  if (events.length > 0) {
    await tx.outboxEvent.createMany({
      data: events.map(({ name, data }) => ({
        userId: ctx.userId,
        name,
        data: data as Prisma.InputJsonObject,
        marketAt: toDate(ctx.marketNow),
        wallAt: toDate(ctx.wallNow),
      })),
    });
    await tx.$executeRaw`SELECT pg_notify('outbox', ${ctx.userId})`;
  }
  return written;
}

function toAuditEntry<T>(ctx: ActionContext, change: Change<T>, written: T) {
  const { action, subject } = change;
  const reason = typeof change.reason === "function" ? change.reason(written) : change.reason;
  const detail = typeof change.detail === "function" ? change.detail(written) : change.detail;
  return {
    userId: ctx.userId,
    actor: `${ctx.actor.kind}:${ctx.actor.id}`,
    channel: ctx.channel,
    runId: ctx.runId,
    action,
    subject,
    reason,
    detail,
    marketAt: toDate(ctx.marketNow),
    wallAt: toDate(ctx.wallNow),
  };
}
