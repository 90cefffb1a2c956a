import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import { type BotAtExchange, listAtExchange } from "@/server/bots/stages/move-stage";
import { toDecimal } from "@/server/kernel/money";
import { readBotExits } from "@/server/positions/core/exit-rules";
import { listVersionTrades } from "@/server/positions/list-version-trades";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { judgePreflight } from "./core/decide-going-live";
import { decidePromotion, type PromotionVerdict } from "./core/decide-promotion";
import { judgeLive, type LiveVerdict } from "./core/live-evidence";
import { passesBy } from "./core/promotion-policy";
import { type Scorecard, standOut } from "./core/scorecard";
import { scoreTraining } from "./list-scorecards";
import { type Asker, type GoingLive, loadGoingLive } from "./load-going-live";

/** A bot in training as a night judges it. */
export type JudgedTraining = {
  readonly bot: TrainingBot;
  readonly card: Scorecard;
  readonly verdict: PromotionVerdict;
  /** what promoting it takes; null where its statistics do not hold */
  readonly going: GoingLive | null;
};

/** How the fleet in training stands: who is looked at closer, and what stands out of all. */
export async function lookAtTraining(who: Asker) {
  const [bots, settings] = await Promise.all([listTrainingBots(who.userId), getSettings(who.userId)]);
  const scored = await scoreTraining(bots, { settings, now: who.marketNow });
  const { policy } = settings.promotion;
  return {
    policy,
    looked: scored.length,
    standOut: standOut(scored.map(({ card }) => card.evidence.wealth)),
    // who passes, and who passed before and does not any more
    close: scored
      .filter(({ bot, card }) => passesBy(policy, card) || bot.stage === "eligible")
      .map(({ bot, card }) => ({ botId: bot.botId, name: bot.name, passes: passesBy(policy, card) })),
  };
}

/** One bot in training, judged as it stands now; null where it is in training no more. */
export async function judgeTraining(who: Asker, botId: string): Promise<JudgedTraining | null> {
  const [bots, settings, mode] = await Promise.all([
    listTrainingBots(who.userId),
    getSettings(who.userId),
    getTradingMode(who.userId),
  ]);
  const bot = bots.find((one) => one.botId === botId);
  if (!bot) return null;
  const [scored] = await scoreTraining([bot], { settings, now: who.marketNow });
  if (!scored) return null;
  const { card } = scored;
  const passes = passesBy(settings.promotion.policy, card);
  const loaded = passes ? await loadGoingLive(who, botId, { capital: null, override: false }) : null;
  const going = loaded?.ok ? loaded.value : null;
  const verdict = decidePromotion({
    passes: going !== null,
    stage: bot.stage,
    autopilot: mode.autopilot,
    checks: going ? judgePreflight(going.facts) : [],
  });
  return { bot, card, verdict, going };
}

/** A bot at an exchange as a night judges it. */
export type JudgedLive = { readonly bot: BotAtExchange; readonly verdict: LiveVerdict };

/** Every bot at an exchange, by the trades its present version closed there. */
export async function judgeAtExchange(userId: string): Promise<readonly JudgedLive[]> {
  const [bots, settings] = await Promise.all([listAtExchange(userId), getSettings(userId)]);
  const live = bots.filter(({ stage }) => stage === "live");
  const trades = Map.groupBy(await listVersionTrades(live), ({ versionId }) => versionId);
  return live.map((bot) => {
    const capital = toDecimal(bot.initialCapital);
    const own = (trades.get(bot.versionId) ?? []).filter(({ closedAt }) => closedAt >= bot.liveAt);
    const returns = own.map(({ realised, paid }) => ({
      netReturn: realised.div(paid).toNumber(),
      profit: realised.div(capital).toNumber(),
    }));
    return { bot, verdict: judgeLive(returns, liveRules(bot, settings)) };
  });
}

/** How much a trade is taken to gain at most where no target bounds it: its strategy or a trailing stop sells it. */
const GAIN_UNBOUNDED = 0.25;

function liveRules({ exits }: BotAtExchange, { takeProfit, promotion }: Settings) {
  const target = Number(readBotExits(exits)?.target ?? takeProfit);
  return {
    gainMost: target > 0 ? target : GAIN_UNBOUNDED,
    drawdownMost: Number(promotion.liveDrawdown),
  };
}
