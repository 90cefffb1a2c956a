import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import { planLocalRun } from "@/server/events/core/plan-local-run";
import type { Clocks } from "@/server/kernel/clock";
import { marketMs } from "@/server/kernel/clock";
import { listBotTrades } from "@/server/positions/list-bot-trades";
import { lastNight } from "@/server/promotion/last-night";
import { getSettings } from "@/server/settings/get-settings";
import { isControl } from "./core/control-group";
import { judgeAdoptions } from "./judge-adoptions";
import { learnBot, TRADES_LEAST } from "./learn-bot";
import { findLastLooks, findNights, type LogKind, saveNight } from "./store";

/** The night that is due, with the bots its budget reaches. */
export type DueLearning = {
  readonly userId: string;
  readonly date: string;
  readonly botIds: readonly string[];
};

/**
 * The night of learning that is due, by the owner's hour and zone on the market clock: once per local date, after that date's
 * promotions were judged; after an outage the newest alone. Bots with trades enough that do not belong to the control group,
 * those first that were not looked at for longest; as many as the night's budget allows.
 */
export async function findDueLearning(clocks: Clocks): Promise<DueLearning | null> {
  const userId = await findOwnerId();
  if (userId === null) return null;
  const [settings, [last], judged] = await Promise.all([
    getSettings(userId),
    findNights(userId, 1),
    lastNight(userId),
  ]);
  const { promotion, learning, timeZone } = settings;
  const run = planLocalRun({
    now: clocks.market(),
    timeZone,
    hour: promotion.hour,
    lastDate: last?.forDate ?? null,
  });
  if (!run || judged === null || judged < run.date) return null;
  const bots = (await listTrainingBots(userId)).filter(
    ({ botId }) => !isControl(botId, Number(learning.controlShare)),
  );
  const able = await withTrades(bots);
  const looked = await findLastLooks(able);
  const botIds = able
    .toSorted((a, b) => (looked.get(a) ?? "").localeCompare(looked.get(b) ?? ""))
    .slice(0, learning.botsPerNight);
  return { userId, date: run.date, botIds };
}

async function withTrades(bots: readonly TrainingBot[]): Promise<readonly string[]> {
  const trades = await listBotTrades(bots, { since: marketMs(0), most: TRADES_LEAST });
  const counts = Map.groupBy(trades, ({ botId }) => botId);
  return bots.map(({ botId }) => botId).filter((botId) => (counts.get(botId)?.length ?? 0) >= TRADES_LEAST);
}

const contextOf = (
  clocks: Clocks,
  { userId, date }: Omit<DueLearning, "botIds">,
  part: string,
): ActionContext => jobContext(clocks, userId, "nightly-learning", `learning:${date}:${part}`);

/** Takes back what does not hold, before anything new is learned; answers how many. */
export const judgeEarlier = (clocks: Clocks, due: DueLearning): Promise<number> =>
  judgeAdoptions(contextOf(clocks, due, "judge"));

/** One bot's night. */
export const learnOne = (clocks: Clocks, due: DueLearning, botId: string): Promise<LogKind | null> =>
  learnBot(contextOf(clocks, due, botId), clocks, { botId, date: due.date });

/** What became of one bot's night. */
export type LearningAct = Awaited<ReturnType<typeof learnOne>>;

/** Writes the night down; it is done then. */
export async function closeLearning(
  clocks: Clocks,
  due: DueLearning,
  acts: readonly (LogKind | null)[],
): Promise<void> {
  const ctx = contextOf(clocks, due, "close");
  const count = (...of: LogKind[]) => acts.filter((act) => act !== null && of.includes(act)).length;
  const night = {
    forDate: due.date,
    bots: due.botIds.length,
    adopted: count("adopted", "proposed"),
    refused: count("refused"),
    left: count("left"),
  };
  const reason = `${night.bots} bots looked at, ${night.adopted} changes found, ${night.refused} refused, ${night.left} left alone`;
  await commit(ctx, {
    action: "learning.night",
    subject: due.date,
    reason,
    detail: {},
    events: [{ name: "learning/changed", data: { botId: "", botName: "", reason } }],
    write: (tx) => saveNight(tx, ctx, night),
    unchanged: (done) => done,
  });
}
