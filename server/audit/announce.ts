import type { Prisma } from "@/prisma/generated/client";
import { toDate } from "@/server/kernel/clock";
import type { ActionContext } from "./action-context";
import type { OutboxMessage } from "./core/outbox-message";
import { record } from "./record";

/**
 * Tells pages how far a long piece of work has come. Nobody decided that and nothing is changed by it, so it carries no
 * audit entry; whatever changes state goes through commit(), which tells by itself.
 */
export async function announce(
  ctx: Pick<ActionContext, "userId" | "marketNow" | "wallNow">,
  { name, data }: OutboxMessage,
): Promise<void> {
  await record(async (tx) => {
    await tx.outboxEvent.create({
      data: {
        userId: ctx.userId,
        name,
        data: data as Prisma.InputJsonObject,
        marketAt: toDate(ctx.marketNow),
        wallAt: toDate(ctx.wallNow),
      },
    });
    await tx.$executeRaw`SELECT pg_notify('outbox', ${ctx.userId})`;
  });
}
