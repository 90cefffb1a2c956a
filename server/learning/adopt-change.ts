import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import { writeChangedVersion } from "@/server/bots/stages/change-version";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { findStrategy } from "@/server/strategy/core/catalog";
import { toChanged } from "./core/genome-of";
import { restoreVersion } from "./judge-adoptions";
import { findAdoptions, findLog, type LearningLogRow, saveLog, saveOutcome } from "./store";

type Input = { readonly logId: string };
export type LearningChanged = { readonly logId: string; readonly botId: string; readonly words: string };
type Found = { readonly log: LearningLogRow; readonly bot: TrainingBot };

const ADOPTIONS_MOST = 1_000;

/** What adopting a proposal would change, for the card. Refuses what `adoptChange` refuses. */
export async function previewAdopt({ logId }: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const found = await findProposal(logId, ctx.userId);
  return found.ok ? accept(toPreview(found.value, `${found.value.bot.name} learns`, false)) : found;
}

/**
 * Adopts what a night proposed: the bot gets a new version and trains with it from zero. Refuses with `not_found`, or `not_now`
 * where it is no open proposal, or the bot changed or went live since.
 */
export async function adoptChange({ logId }: Input, ctx: ActionContext): Promise<Result<LearningChanged>> {
  const found = await findProposal(logId, ctx.userId);
  if (!found.ok) return found;
  const { log, bot } = found.value;
  const strategy = findStrategy(bot.strategy);
  if (!strategy) return refuse("not_now", `There is no strategy ${bot.strategy} any more.`);
  const turned = toChanged(bot, strategy, Object.fromEntries(log.change.map(({ name, to }) => [name, to])));
  const { botId, name: botName, book, version } = bot;
  const words = `${botName}: ${log.reason}`;
  const saved = await commit(ctx, {
    action: "learning.adopted",
    subject: botId,
    reason: words,
    detail: { logId, from: String(version) },
    events: [{ name: "learning/changed", data: { botId, botName, reason: words } }],
    write: async (tx) => {
      await writeChangedVersion(tx, ctx, bot, turned);
      await saveOutcome(tx, { userId: ctx.userId, logId, outcome: "adopted" });
      await saveLog(tx, ctx, {
        botId,
        botName,
        book,
        forDate: null,
        kind: "adopted",
        fromVersion: version,
        toVersion: version + 1,
        change: log.change,
        evidence: toJson(log.evidence),
        reason: log.reason,
      });
    },
  });
  return saved.ok ? accept({ logId, botId, words }) : saved;
}

/** What taking an adoption back would change, for the card. Refuses what `revertChange` refuses. */
export async function previewRevert({ logId }: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const found = await findAdopted(logId, ctx.userId);
  if (!found.ok) return found;
  const { bot } = found.value;
  return accept(toPreview(found.value, `${bot.name} forgets what it learned`, true));
}

/**
 * Takes an adoption back, and what the bot learned after it: it trades again as before, as a new version judged from zero. Refuses
 * with `not_found`, or `not_now` where it is no adoption that counts, or the bot went live or was deleted.
 */
export async function revertChange({ logId }: Input, ctx: ActionContext): Promise<Result<LearningChanged>> {
  const found = await findAdopted(logId, ctx.userId);
  if (!found.ok) return found;
  const { log, bot } = found.value;
  const all = await findAdoptions(ctx.userId, { open: false, take: ADOPTIONS_MOST });
  const undone = all.filter(
    (one) => one.botId === log.botId && one.marketAt >= log.marketAt && counts(one) && one.at >= log.at,
  );
  const why = "taken back by hand";
  const done = await restoreVersion(ctx, bot, undone, { outcome: "reverted", why });
  return done.ok ? accept({ logId, botId: bot.botId, words: `${bot.name}: ${why}` }) : done;
}

const counts = ({ outcome }: LearningLogRow): boolean => outcome === null || outcome === "kept";

async function find(logId: string, userId: string): Promise<Result<Found>> {
  const log = await findLog(userId, logId);
  if (!log)
    return refuse("not_found", "There is no such entry in the learning log. Look at the log for its id.");
  const bot = (await listTrainingBots(userId)).find(({ botId }) => botId === log.botId);
  return bot
    ? accept({ log, bot })
    : refuse("not_now", `${log.botName} is not in training: it went live or was deleted.`);
}

async function findProposal(logId: string, userId: string): Promise<Result<Found>> {
  const found = await find(logId, userId);
  if (!found.ok) return found;
  const { log, bot } = found.value;
  if (log.kind !== "proposed" || log.outcome !== null)
    return refuse("not_now", "That is no open proposal: only what a night proposed can be adopted, once.");
  return bot.version === log.fromVersion
    ? found
    : refuse("not_now", `${bot.name} changed since: a later night proposes anew.`);
}

async function findAdopted(logId: string, userId: string): Promise<Result<Found>> {
  const found = await find(logId, userId);
  if (!found.ok) return found;
  return found.value.log.kind === "adopted" && counts(found.value.log)
    ? found
    : refuse("not_now", "That is no adoption that still counts, so there is nothing to take back.");
}

function toPreview({ log, bot }: Found, title: string, back: boolean): Preview {
  return {
    title,
    changes: log.change.map(({ name, from, to }) => ({
      label: name,
      now: String(back ? to : from),
      after: String(back ? from : to),
    })),
    checks: [
      { words: "It trains as a new version, whose evidence begins at zero", ok: true },
      { words: "Nothing that is open is sold: positions keep their own stops", ok: true },
    ],
    stateHash: sha256(toCanonicalJson([bot.botId, bot.version, bot.revision, log.logId, log.outcome])),
  };
}
