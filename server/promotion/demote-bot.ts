import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Json, toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import { showBot } from "@/server/bots/show-bot";
import { writeDemoted } from "@/server/bots/stages/move-stage";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { writeCloseAsked } from "@/server/positions/close-asked";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { getSettings } from "@/server/settings/get-settings";
import type { LiveVerdict } from "./core/live-evidence";
import { judgeAtExchange } from "./judge-night";
import { saveStep } from "./store";

/**
 * Takes a live bot back to paper: it enters nothing more from this commit on, what it and its twin hold is sold by the road of
 * every exit, and once that is done it trains anew (`return-to-paper`), paused. Refuses with `not_found`, `not_now` for a bot
 * that is not live, or `stale_write`.
 */
export async function demoteBot(
  input: { readonly bot: string },
  ctx: ActionContext,
): Promise<Result<BotView>> {
  const loaded = await findLive(input.bot, ctx.userId);
  if (!loaded.ok) return loaded;
  const done = await saveDemotion(ctx, loaded.value, "demoted by hand");
  return done.ok ? showBot(ctx.userId, loaded.value.bot.botId) : done;
}

/** The same by a night's look, for what it found. A bot that is live no more stays as it is. */
export async function demoteByRecord(ctx: ActionContext, botId: string): Promise<boolean> {
  const loaded = await findLive(botId, ctx.userId);
  const why = loaded.ok && loaded.value.verdict && whyWords(loaded.value.verdict);
  return loaded.ok && why ? (await saveDemotion(ctx, loaded.value, why)).ok : false;
}

/** What taking a bot back to paper would change, for the card. */
export async function previewDemotion(
  input: { readonly bot: string },
  ctx: ActionContext,
): Promise<Result<Preview>> {
  const loaded = await findLive(input.bot, ctx.userId);
  if (!loaded.ok) return loaded;
  const { bot } = loaded.value;
  const open = await listOpenPositions({ botIds: [bot.botId] });
  return accept({
    title: `${bot.name} goes back to paper`,
    changes: [
      { label: "Orders", now: `${bot.book} book`, after: "paper, paused, with a fresh clock" },
      ...open.map(({ symbol }) => ({ label: symbol, now: "open", after: "sold at market" })),
    ],
    checks: [{ words: "Its capital there goes back to the pool of its exchange", ok: true }],
    stateHash: sha256(
      toCanonicalJson([bot.botId, bot.stage, open.map(({ positionId }) => positionId).sort()]),
    ),
  });
}

/** Why a bot's live record takes it back to paper; null where it does not. */
export function whyWords({ demote, against, wanted, mean, trades, drawdown, drawdownMost }: LiveVerdict) {
  const percent = (value: number) => `${Number((value * 100).toFixed(2))} %`;
  if (demote === "drawdown")
    return `its closed trades fell ${percent(drawdown)} from their highest, ${percent(drawdownMost)} is the limit`;
  if (demote === null) return null;
  return `the upper bound of its mean return is below zero: ${percent(mean ?? 0)} a trade over ${trades}, evidence ${Number(against.toFixed(1))} of ${wanted}`;
}

type Live = { readonly bot: BotView; readonly versionId: string; readonly verdict: LiveVerdict | null };

async function findLive(nameOrId: string, userId: string): Promise<Result<Live>> {
  const found = await showBot(userId, nameOrId);
  if (!found.ok) return found;
  const bot = found.value;
  const judged = (await judgeAtExchange(userId)).find((one) => one.bot.botId === bot.botId);
  return judged
    ? accept({ bot, versionId: judged.bot.versionId, verdict: judged.verdict })
    : refuse("not_now", `${bot.name} is not live.`);
}

async function saveDemotion(
  ctx: ActionContext,
  { bot, versionId, verdict }: Live,
  why: string,
): Promise<Result<unknown>> {
  const { userId, wallNow } = ctx;
  const { botId, name, revision, book } = bot;
  const [bots, settings] = await Promise.all([listBots(userId), getSettings(userId)]);
  const twins = bots.filter(({ twinOf }) => twinOf === botId).map((twin) => twin.botId);
  const open = await listOpenPositions({ botIds: [botId, ...twins] });
  const reason = `${name} goes back to paper: ${why}`;
  return commit(ctx, {
    action: "bot.demoted",
    subject: botId,
    reason,
    detail: { botName: name, from: book, selling: open.length, why } satisfies { [name: string]: Json },
    events: [
      { name: "bot/demoted", data: { botId, botName: name, reason: why } },
      ...open.map(({ positionId, symbol, botId: holder }) => ({
        name: "position/closing" as const,
        data: { positionId, botId: holder, symbol },
      })),
    ],
    write: async (tx) => {
      await writeDemoted(tx, ctx, { botId, revision, reason: why });
      await writeCloseAsked(tx, { userId, positionIds: open.map(({ positionId }) => positionId), wallNow });
      await saveStep(tx, ctx, {
        botId,
        botName: name,
        versionId,
        kind: "demoted",
        fromBook: book,
        toBook: book,
        policy: settings.promotion.policy,
        overridden: false,
        reason: why,
        record: toJson(verdict ?? {}),
      });
    },
  });
}
