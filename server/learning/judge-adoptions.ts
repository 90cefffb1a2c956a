import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toJson } from "@/server/audit/core/canonical-json";
import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import { findBotVersion, writeChangedVersion } from "@/server/bots/stages/change-version";
import { toDecimal } from "@/server/kernel/money";
import { type BotTrade, listBotTrades } from "@/server/positions/list-bot-trades";
import { getSettings } from "@/server/settings/get-settings";
import { isControl } from "./core/control-group";
import { type ChangeVerdict, judgeChange } from "./core/judge-change";
import { findAdoptions, type LearningLogRow, type Outcome, saveLog, saveOutcome } from "./store";

const ADOPTIONS_MOST = 1_000;
const TRADES_MOST = 5_000;

/**
 * Judges the adoptions that still count: one whose bot fell behind the control group is taken back with all that came after
 * it; one that has its trades and did not is kept. Answers how many were taken back. Again, nothing is left to judge.
 */
export async function judgeAdoptions(ctx: ActionContext): Promise<number> {
  const [bots, settings, adoptions] = await Promise.all([
    listTrainingBots(ctx.userId),
    getSettings(ctx.userId),
    findAdoptions(ctx.userId, { open: true, take: ADOPTIONS_MOST }),
  ]);
  const { rollbackTrades, rollbackBehind, controlShare } = settings.learning;
  const rules = { afterTrades: rollbackTrades, behindMost: Number(rollbackBehind) };
  let back = 0;
  for (const [botId, own] of Map.groupBy(adoptions, (one) => one.botId)) {
    const bot = bots.find((one) => one.botId === botId);
    if (!bot) continue;
    const control = bots.filter((one) => one.book === bot.book && isControl(one.botId, Number(controlShare)));
    back += await judgeBot(ctx, { bot, control, own }, rules);
  }
  return back;
}

type OfBot = {
  readonly bot: TrainingBot;
  readonly control: readonly TrainingBot[];
  /** oldest first */
  readonly own: readonly LearningLogRow[];
};

/** 1 where the bot was taken back, else 0. */
async function judgeBot(
  ctx: ActionContext,
  { bot, control, own }: OfBot,
  rules: Parameters<typeof judgeChange>[1],
): Promise<number> {
  for (const [place, adoption] of own.entries()) {
    const verdict = judgeChange(await readFacts(bot, control, adoption), rules);
    if (verdict.kind === "wait") return 0;
    if (verdict.kind === "roll_back") return (await takeBack(ctx, bot, own.slice(place), verdict)) ? 1 : 0;
    await settle(ctx, adoption, verdict);
  }
  return 0;
}

async function readFacts(bot: TrainingBot, control: readonly TrainingBot[], { marketAt }: LearningLogRow) {
  const trades = Map.groupBy(
    await listBotTrades([bot, ...control], { since: marketAt, most: TRADES_MOST }),
    ({ botId }) => botId,
  );
  const own = trades.get(bot.botId) ?? [];
  const others = control.flatMap((one) => {
    const theirs = trades.get(one.botId) ?? [];
    return theirs.length === 0 ? [] : [madeOf(one, theirs)];
  });
  const mean = others.length === 0 ? null : others.reduce((sum, one) => sum + one, 0) / others.length;
  return { trades: own.length, made: madeOf(bot, own), control: mean };
}

/** Of its capital. */
const madeOf = ({ initialCapital }: TrainingBot, trades: readonly BotTrade[]): number =>
  trades.reduce((sum, { realised }) => sum + realised.div(toDecimal(initialCapital)).toNumber(), 0);

const settle = (ctx: ActionContext, { logId, botId, botName }: LearningLogRow, verdict: ChangeVerdict) =>
  commit(ctx, {
    action: "learning.kept",
    subject: botId,
    reason: `${botName} keeps what it learned: it is not behind its control`,
    detail: { logId, behind: behindWords(verdict) },
    events: [],
    write: (tx) => saveOutcome(tx, { userId: ctx.userId, logId, outcome: "kept" }),
  });

const behindWords = (verdict: ChangeVerdict): string =>
  verdict.kind === "wait" ? "" : `${(verdict.behind * 100).toFixed(2)} %`;

async function takeBack(
  ctx: ActionContext,
  bot: TrainingBot,
  undone: readonly LearningLogRow[],
  verdict: ChangeVerdict,
): Promise<boolean> {
  const why = `${behindWords(verdict)} of its capital behind its control`;
  const done = await restoreVersion(ctx, bot, undone, { outcome: "rolled_back", why });
  return done.ok;
}

/** Gives a bot the version again that it had before some adoptions, the first of which says which that was. */
export async function restoreVersion(
  ctx: ActionContext,
  bot: TrainingBot,
  undone: readonly LearningLogRow[],
  { outcome, why }: { readonly outcome: Extract<Outcome, "reverted" | "rolled_back">; readonly why: string },
) {
  const { userId } = ctx;
  const [first] = undone;
  const { botId, name: botName, book, version } = bot;
  const before = first && (await findBotVersion(userId, botId, first.fromVersion));
  if (!first || !before) throw new Error(`Invariant broken: ${botName} has no version to go back to`);
  const reason = `${botName} trades as version ${first.fromVersion} again: ${why}`;
  return commit(ctx, {
    action: `learning.${outcome}`,
    subject: botId,
    reason,
    detail: { from: String(version), to: String(first.fromVersion), why },
    events: [{ name: "learning/changed", data: { botId, botName, reason } }],
    write: async (tx) => {
      await writeChangedVersion(tx, ctx, bot, { params: before.params, exits: before.exits });
      for (const { logId } of undone) await saveOutcome(tx, { userId, logId, outcome });
      await saveLog(tx, ctx, {
        botId,
        botName,
        book,
        forDate: null,
        kind: outcome,
        fromVersion: version,
        toVersion: version + 1,
        change: undone.flatMap(({ change }) =>
          change.map(({ name, from, to }) => ({ name, from: to, to: from })),
        ),
        evidence: toJson({ like: first.fromVersion }),
        reason: why,
      });
    },
  });
}
