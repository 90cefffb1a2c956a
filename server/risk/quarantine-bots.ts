import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { archiveBot } from "@/server/bots/archive-bot";
import type { BotView } from "@/server/bots/core/bot";
import { listQuarantinesOver, writeQuarantine, writeRelease } from "@/server/bots/quarantine-bot";
import type { Book } from "@/server/kernel/book";
import { marketMs, plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { Result } from "@/server/kernel/result";
import type { WriteTx } from "@/server/platform/db";
import { writeCloseAsked } from "@/server/positions/close-asked";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { type BotRest, cleared, type GuardMemory } from "./core/guard-memory";
import type { GuardSources } from "./guard-sources";
import { lockGuards, saveDecided } from "./store";

type Key = { readonly userId: string; readonly book: Book };

/**
 * Takes a running bot out of trading, as long as its cause asks and the ladder says at least; where the ladder is at its
 * end, it is archived and what it holds is sold. The only way into quarantine. A bot that was written meanwhile is
 * looked at again at the next round.
 */
export async function quarantineBot(
  sources: GuardSources,
  key: Key,
  bot: BotView,
  rest: BotRest,
): Promise<Result<void>> {
  const { clocks, ladder } = sources;
  const marketNow = clocks.market();
  const rung = await ladder?.rungOf({ userId: key.userId, botId: bot.botId, marketNow });
  if (rung && rung.restMs === null) return archive(sources, key, bot, { rest, rung: rung.number });
  const { botId, name, revision } = bot;
  const least = plusMs(marketNow, rung?.restMs ?? 0);
  const until = marketMs(Math.max(rest.until, least));
  const { reason, cause } = rest;
  const ctx = jobContext(clocks, key.userId, "risk-guard", `${botId}:quarantine:${revision}`);
  return commit(ctx, {
    action: "bot.quarantined",
    subject: botId,
    reason,
    detail: {
      from: "running",
      to: "quarantined",
      by: "system",
      botName: name,
      until: toDate(until).toISOString(),
      check: cause.check,
      severity: cause.severity,
      ...(rung ? { rung: rung.number } : {}),
    },
    events: [{ name: "bot/quarantined", data: { botId, botName: name, reason } }],
    write: async (tx) => {
      await writeQuarantine(tx, ctx, { botId, revision, until, reason });
      await ladder?.began(tx, ctx, { bot, book: key.book, cause, until, rung: rung?.number ?? 0 });
    },
  });
}

/** The end of the ladder: the bot trades no more, and what it holds is sold by the road of every exit. */
async function archive(
  { clocks, ladder }: GuardSources,
  { userId, book }: Key,
  bot: BotView,
  { rest, rung }: { readonly rest: BotRest; readonly rung: number },
): Promise<Result<void>> {
  const { botId, name, revision } = bot;
  const open = await listOpenPositions({ botIds: [botId] });
  const reason = `${rest.reason}; quarantined too often, so it is archived`;
  const ctx = jobContext(clocks, userId, "risk-guard", `${botId}:archive:${revision}`);
  return commit(ctx, {
    action: "bot.archived",
    subject: botId,
    reason,
    detail: {
      from: "running",
      to: "archived",
      by: "system",
      botName: name,
      check: rest.cause.check,
      selling: open.length,
    },
    events: [
      { name: "bot/archived", data: { botId, botName: name, reason } },
      ...open.map(({ positionId, symbol }) => ({
        name: "position/closing" as const,
        data: { positionId, botId, symbol },
      })),
    ],
    write: async (tx) => {
      await archiveBot(tx, ctx, { botId, revision, reason });
      const positionIds = open.map(({ positionId }) => positionId);
      await writeCloseAsked(tx, { userId, positionIds, wallNow: ctx.wallNow });
      await ladder?.began(tx, ctx, { bot, book, cause: rest.cause, until: null, rung });
    },
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
        await forget(tx, { ...key, botId }, { how: cleared, wallNow: ctx.wallNow });
        await sources.ladder?.ended(tx, ctx, botId, "released");
      },
    });
    if (done.ok) released.add(botId);
  }
  return released;
}

/** Rewrites what the guards remember of a bot, inside the caller's commit. */
export async function forget(
  tx: WriteTx,
  { botId, ...key }: Key & { readonly botId: string },
  { how, wallNow }: { readonly how: (memory: GuardMemory) => GuardMemory; readonly wallNow: WallMs },
): Promise<void> {
  const row = (await lockGuards(tx, key, "bot")).find(({ subject }) => subject === botId);
  if (row) await saveDecided(tx, { ...row, memory: how(row.memory) }, wallNow);
}
