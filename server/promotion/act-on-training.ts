import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toJson } from "@/server/audit/core/canonical-json";
import { writeEligible } from "@/server/bots/stages/move-stage";
import type { Result } from "@/server/kernel/result";
import { getSettings } from "@/server/settings/get-settings";
import { saveGoing } from "./go-live";
import { type JudgedTraining, judgeTraining } from "./judge-night";
import { targetBook } from "./load-going-live";
import { saveStep } from "./store";

export type NightAct = "promoted" | "eligible" | "withdrawn" | "stays";

/**
 * Does for one bot in training what a night's look comes to, as it stands now: promotes it, names it eligible and tells its
 * owner what is missing, or takes that back. Again, it finds what it did. A bot that changed meanwhile waits for the next night.
 */
export async function actOnTraining(ctx: ActionContext, botId: string): Promise<NightAct> {
  const judged = await judgeTraining(ctx, botId);
  if (!judged) return "stays";
  const { verdict, going, bot } = judged;
  if (verdict.kind === "promote" && going)
    return (await saveGoing(going, ctx, true)).ok ? "promoted" : "stays";
  if (verdict.kind === "eligible")
    return (await tell(ctx, judged, verdict.missing)).ok ? "eligible" : "stays";
  if (verdict.kind !== "withdraw") return "stays";
  const words = `${bot.name} is not eligible any more: its record does not hold tonight`;
  const done = await save(ctx, judged, { kind: "withdrawn", words, missing: [] });
  return done.ok ? "withdrawn" : "stays";
}

/** Each night anew, so that what is missing is told as it is now; the alert is the same as long as it is open. */
function tell(
  ctx: ActionContext,
  judged: JudgedTraining,
  missing: readonly string[],
): Promise<Result<unknown>> {
  const words = `${judged.bot.name} has shown that it earns and stays on paper: ${missing.join(" ")}`;
  return save(ctx, judged, { kind: "eligible", words, missing });
}

type Told = {
  readonly kind: "eligible" | "withdrawn";
  readonly words: string;
  readonly missing: readonly string[];
};

async function save(
  ctx: ActionContext,
  { bot, card }: JudgedTraining,
  { kind, words, missing }: Told,
): Promise<Result<unknown>> {
  const { botId, name, revision, stage, versionId, book } = bot;
  const eligible = kind === "eligible";
  const { promotion } = await getSettings(ctx.userId);
  const moves = (stage === "eligible") !== eligible;
  return commit(ctx, {
    action: eligible ? "promotion.eligible" : "promotion.withdrawn",
    subject: botId,
    reason: words,
    detail: {
      botName: name,
      from: stage,
      to: eligible ? "eligible" : "paper_training",
      missing: [...missing],
    },
    events: [{ name: "promotion/looked", data: { botId, botName: name, reason: words } }],
    write: async (tx) => {
      if (!moves) return;
      await writeEligible(tx, ctx, { botId, revision, eligible });
      await saveStep(tx, ctx, {
        botId,
        botName: name,
        versionId,
        kind,
        fromBook: book,
        toBook: eligible ? targetBook(bot.exchange) : book,
        policy: promotion.policy,
        overridden: false,
        reason: words,
        record: toJson(card),
      });
    },
  });
}
