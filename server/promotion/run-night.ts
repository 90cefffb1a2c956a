import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { listAtExchange } from "@/server/bots/stages/move-stage";
import { planLocalRun } from "@/server/events/core/plan-local-run";
import type { Clocks } from "@/server/kernel/clock";
import { getSettings } from "@/server/settings/get-settings";
import { actOnTraining, type NightAct } from "./act-on-training";
import { demoteByRecord } from "./demote-bot";
import { judgeAtExchange, lookAtTraining } from "./judge-night";
import { type ReturnAct, returnToPaper } from "./return-to-paper";
import { dropOldNights, findNights, saveNight } from "./store";

/** One bot that is looked at: what it is asked for, and its id. */
export type NightLook = { readonly of: "live" | "training" | "returning"; readonly botId: string };

/** The night that is due, with the bots that are looked at closer; and those that are on their way back to paper. */
export type DueNight = {
  readonly userId: string;
  /** null: tonight's look was done */
  readonly date: string | null;
  readonly looks: readonly NightLook[];
};

/**
 * What promotion has to do now, by the owner's hour and zone on the market clock: one night per local date, after an outage the
 * newest alone, whoever asks how often. Bots on their way back to paper are looked at whenever somebody asks.
 */
export async function findDueNight(clocks: Clocks): Promise<DueNight | null> {
  const userId = await findOwnerId();
  if (userId === null) return null;
  const [{ promotion, timeZone }, [last], atExchange] = await Promise.all([
    getSettings(userId),
    findNights(userId, 1),
    listAtExchange(userId),
  ]);
  const marketNow = clocks.market();
  const run = planLocalRun({
    now: marketNow,
    timeZone,
    hour: promotion.hour,
    lastDate: last?.forDate ?? null,
  });
  const looks = atExchange
    .filter(({ stage }) => stage === "demoted")
    .map(({ botId }) => look("returning", botId));
  if (!run) return { userId, date: null, looks };
  const who = { userId, marketNow, wallNow: clocks.wall() };
  const [{ close }, judged] = await Promise.all([lookAtTraining(who), judgeAtExchange(userId)]);
  const losing = judged.filter(({ verdict }) => verdict.demote !== null);
  return {
    userId,
    date: run.date,
    looks: [
      ...losing.map(({ bot }) => look("live", bot.botId)),
      ...close.map(({ botId }) => look("training", botId)),
      ...looks,
    ],
  };
}

const look = (of: NightLook["of"], botId: string): NightLook => ({ of, botId });

const contextOf = (clocks: Clocks, userId: string, runId: string): ActionContext =>
  jobContext(clocks, userId, "nightly-promotion", runId);

export type NightActs = NightAct | ReturnAct | "demoted";

/** What a night does with one bot, as it stands now; again, it finds what it did. */
export async function lookAtBot(
  clocks: Clocks,
  { userId, date }: Pick<DueNight, "userId" | "date">,
  { of, botId }: NightLook,
): Promise<NightActs> {
  // what is brought back moves money at each try: each is a run of its own
  const run = of === "returning" ? `return:${botId}:${clocks.market()}` : `night:${date}:${botId}`;
  const ctx = contextOf(clocks, userId, run);
  if (of === "returning") return returnToPaper(ctx, botId);
  if (of === "training") return actOnTraining(ctx, botId);
  return (await demoteByRecord(ctx, botId)) ? "demoted" : "stays";
}

/** Writes the night down; it is done then. */
export async function closeNight(
  clocks: Clocks,
  { userId, date }: Pick<DueNight, "userId" | "date">,
  acts: readonly NightActs[],
): Promise<void> {
  if (date === null) return;
  const ctx = contextOf(clocks, userId, `night:${date}`);
  const { policy, looked, standOut } = await lookAtTraining(ctx);
  const count = (of: NightActs) => acts.filter((act) => act === of).length;
  const counts = { promoted: count("promoted"), eligible: count("eligible"), demoted: count("demoted") };
  const { promoted, eligible, demoted } = counts;
  const reason = `${looked} in training, ${promoted} promoted, ${eligible} eligible, ${demoted} demoted`;
  await commit(ctx, {
    action: "promotion.night",
    subject: date,
    reason,
    detail: { policy, looked: String(looked), standOut: String(standOut) },
    events: [{ name: "promotion/looked", data: { botId: "", botName: "", reason } }],
    write: async (tx) => {
      const done = await saveNight(tx, ctx, { forDate: date, policy, looked, standOut, ...counts });
      await dropOldNights(tx, userId);
      return done;
    },
    unchanged: (done) => done,
  });
}
