import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { BotView } from "@/server/bots/core/bot";
import { listQuarantinesOver, writeQuarantine, writeRelease } from "@/server/bots/quarantine-bot";
import type { Book } from "@/server/kernel/book";
import { toDate } from "@/server/kernel/clock";
import { type BotRest, cleared } from "./core/guard-memory";
import type { GuardSources } from "./guard-sources";
import { lockGuards, saveDecided } from "./store";

type Key = { readonly userId: string; readonly book: Book };

/** Takes a running bot out of trading. A bot that was written meanwhile is looked at again at the next round. */
export async function quarantineBot(
  sources: GuardSources,
  { userId }: Key,
  { botId, name, revision }: BotView,
  { until, reason }: BotRest,
): Promise<void> {
  const ctx = jobContext(sources.clocks, userId, "risk-guard", `${botId}:quarantine:${revision}`);
  await commit(ctx, {
    action: "bot.quarantined",
    subject: botId,
    reason,
    detail: {
      from: "running",
      to: "quarantined",
      by: "system",
      botName: name,
      until: toDate(until).toISOString(),
    },
    events: [{ name: "bot/quarantined", data: { botId, botName: name, reason } }],
    write: (tx) => writeQuarantine(tx, ctx, { botId, revision, until, reason }),
  });
}

/**
 * Lets the bots of a book trade again whose quarantine is over; answers which. The fall from the peak is counted anew
 * from here: what has been paid for by a rest does not ask for another.
 */
export async function releaseBots(sources: GuardSources, key: Key): Promise<ReadonlySet<string>> {
  const due = await listQuarantinesOver({ ...key, marketNow: sources.clocks.market() });
  const released = new Set<string>();
  for (const { botId, name, revision } of due) {
    const ctx = jobContext(sources.clocks, key.userId, "risk-guard", `${botId}:release:${revision}`);
    const reason = "quarantine over";
    const done = await commit(ctx, {
      action: "bot.released",
      subject: botId,
      reason,
      detail: { from: "quarantined", to: "running", by: "system" },
      events: [{ name: "bot/released", data: { botId, botName: name, reason } }],
      write: async (tx) => {
        await writeRelease(tx, ctx, { botId, revision, reason });
        const row = (await lockGuards(tx, key, "bot")).find(({ subject }) => subject === botId);
        if (row) await saveDecided(tx, { ...row, memory: cleared(row.memory) }, ctx.wallNow);
      },
    });
    if (done.ok) released.add(botId);
  }
  return released;
}
