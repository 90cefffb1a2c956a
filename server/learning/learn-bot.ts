import { setImmediate as breathe } from "node:timers/promises";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toJson } from "@/server/audit/core/canonical-json";
import { backtestOptions } from "@/server/backtest/core/backtest-options";
import { emptyColumns } from "@/server/backtest/core/kernel/candle-columns";
import { listTrainingBots, type TrainingBot } from "@/server/bots/list-training-bots";
import { writeChangedVersion } from "@/server/bots/stages/change-version";
import { type Clocks, marketMs } from "@/server/kernel/clock";
import { type Candle, type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { hashOf, hashOfText } from "@/server/market/core/simulation/seeded-random";
import { findMarket } from "@/server/market/find-market";
import { loadCandles } from "@/server/market/load-candles";
import { type BotTrade, listBotTrades } from "@/server/positions/list-bot-trades";
import { WEALTH_WANTED } from "@/server/promotion/core/betting-evidence";
import { scoreTraining } from "@/server/promotion/list-scorecards";
import type { Settings } from "@/server/settings/core/settings";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { findStrategy } from "@/server/strategy/core/catalog";
import { analyseTrades } from "./core/analyse-trades";
import { drawProposals, type Proposal } from "./core/draw-proposals";
import { canReplay, genomeOf, replaySettingsOf, toChanged } from "./core/genome-of";
import { type Genome, knobsOf } from "./core/knobs";
import type { Ground } from "./core/replay-genome";
import { type Walked, walkProposals } from "./core/walk-proposals";
import { whyWords } from "./core/why-words";
import { findNightKind, type LogKind, type NewLog, saveLog, type TurnedKnob } from "./store";

/** Trades that are analysed, the newest; and how many there must be. */
export const TRADES_ANALYSED = 50;
export const TRADES_LEAST = 10;
const CANDLES_MOST = 5_000;

/**
 * One bot's night: its last trades are analysed, changes within a night's reach drawn and judged on candles they were not
 * fitted on, and the best adopted where it holds: at once with autopilot, else as a proposal. Every outcome is a row of the log
 * with its evidence; asked again for that night it finds it. `clocks.wall` bounds its time.
 */
export async function learnBot(
  ctx: ActionContext,
  clocks: Pick<Clocks, "wall">,
  { botId, date }: { readonly botId: string; readonly date: string },
): Promise<LogKind | null> {
  const done = await findNightKind(botId, date);
  if (done) return done;
  const [bots, settings, mode] = await Promise.all([
    listTrainingBots(ctx.userId),
    getSettings(ctx.userId),
    getTradingMode(ctx.userId),
  ]);
  const bot = bots.find((one) => one.botId === botId);
  if (!bot) return null;
  const trades = await listBotTrades([bot], { since: marketMs(0), most: TRADES_ANALYSED });
  const left = await whyLeft(ctx, bot, trades, settings);
  if (left !== null) return leave(ctx, bot, date, left);
  const ground = await loadGround(ctx, bot, settings);
  if (!ground) return leave(ctx, bot, date, `${bot.symbol} is not offered now`);
  const present = genomeOf(bot, settings);
  const seed = hashOf(hashOfText(botId), hashOfText(date));
  const { step, setsPerBot: sets, secondsPerBot } = settings.learning;
  const proposals = drawProposals(knobsOf(ground.strategy, present), { step: Number(step), sets, seed });
  const until = clocks.wall() + secondsPerBot * 1_000;
  const walked = await walk(ground, { present, proposals, seed }, () => clocks.wall() > until);
  return keep(ctx, { bot, ground, present, trades, date, walked, acts: mode.autopilot });
}

/** Why a bot is not touched tonight; null: it is. */
async function whyLeft(
  { marketNow }: ActionContext,
  bot: TrainingBot,
  trades: readonly BotTrade[],
  settings: Settings,
): Promise<string | null> {
  if (trades.length < TRADES_LEAST) return `it closed ${trades.length} trades, ${TRADES_LEAST} are needed`;
  if (!canReplay(bot.exits))
    return "a replay does not know its break-even, partial targets or volatility stop";
  const [scored] = await scoreTraining([bot], { settings, now: marketNow });
  const wealth = scored?.card.evidence.wealth ?? 1;
  // half of the way on the scale of evidence, which is that of its logarithm
  return bot.stage === "eligible" || wealth >= Math.sqrt(WEALTH_WANTED)
    ? `it is past half its evidence (W is ${wealth.toFixed(1)} of ${WEALTH_WANTED}) and is judged as it is`
    : null;
}

async function loadGround(
  { marketNow }: ActionContext,
  bot: TrainingBot,
  settings: Settings,
): Promise<Ground | null> {
  const { exchange, symbol, strategy: id, riskMode } = bot;
  const timeframe = bot.timeframe as Timeframe;
  const [market, candles] = await Promise.all([
    findMarket(exchange, symbol),
    loadCandles(exchange, symbol, timeframe, marketNow, CANDLES_MOST),
  ]);
  const strategy = findStrategy(id);
  if (!market || !strategy) return null;
  const { rules } = market;
  return {
    strategy,
    candles: toColumns(candles),
    stepMs: timeframeMs(timeframe),
    riskMode,
    settings: replaySettingsOf(bot, settings),
    options: backtestOptions.parse({
      fee: rules.takerFee.toNumber(),
      slippage: Number(settings.paperHalfSpread) + Number(settings.paperSlippage),
      lot: rules.lotSize.toNumber(),
      tick: rules.tickSize.toNumber(),
      minNotional: rules.minNotional.toNumber(),
    }),
  };
}

function toColumns(candles: readonly Candle[]): Ground["candles"] {
  const columns = emptyColumns(candles.length);
  candles.forEach(({ openAt, open, high, low, close, volume }, row) => {
    columns.openAt[row] = openAt;
    columns.open[row] = open.toNumber();
    columns.high[row] = high.toNumber();
    columns.low[row] = low.toNumber();
    columns.close[row] = close.toNumber();
    columns.volume[row] = volume.toNumber();
  });
  return columns;
}

/** One evaluation after the other; between two of them the worker looks after its trading. */
async function walk(
  ground: Ground,
  { present, proposals, seed }: { present: Genome; proposals: readonly Proposal[]; seed: number },
  isOver: () => boolean,
): Promise<Walked> {
  const steps = walkProposals(ground, present, proposals, seed);
  let step = steps.next(false);
  while (!step.done) {
    await breathe();
    step = steps.next(isOver());
  }
  return step.value;
}

type Outcome = {
  readonly bot: TrainingBot;
  readonly ground: Ground;
  readonly present: Genome;
  readonly trades: readonly BotTrade[];
  readonly date: string;
  readonly walked: Walked;
  readonly acts: boolean;
};

async function keep(ctx: ActionContext, outcome: Outcome): Promise<LogKind | null> {
  const { bot, ground, present, trades, date, walked, acts } = outcome;
  const { proposal, evidence } = walked;
  const analysis = analyseTrades(
    trades.map(({ realised, paid, exitReason }) => ({
      netReturn: realised.div(paid).toNumber(),
      exitReason,
    })),
  );
  const kind = proposal === null ? "refused" : acts ? "adopted" : "proposed";
  const knobs = new Map(knobsOf(ground.strategy, present).map(({ name, now }) => [name, now]));
  const change = Object.entries(proposal ?? {}).flatMap(([name, to]): TurnedKnob[] => {
    const from = knobs.get(name);
    return from === undefined || from === to ? [] : [{ name, from, to }];
  });
  const log = {
    kind,
    change,
    evidence: toJson({ analysis, walk: evidence }),
    reason: whyWords(evidence, change),
  } as const;
  const turned = kind === "adopted" && proposal ? toChanged(bot, ground.strategy, proposal) : null;
  return write(ctx, bot, { ...log, forDate: date }, turned);
}

const leave = (ctx: ActionContext, bot: TrainingBot, date: string, why: string): Promise<LogKind | null> =>
  write(
    ctx,
    bot,
    { kind: "left", forDate: date, change: [], evidence: {}, reason: `left alone: ${why}` },
    null,
  );

async function write(
  ctx: ActionContext,
  bot: TrainingBot,
  log: Pick<NewLog, "kind" | "forDate" | "change" | "evidence" | "reason">,
  turned: ReturnType<typeof toChanged> | null,
): Promise<LogKind | null> {
  const { botId, name: botName, book, version } = bot;
  const reason = `${botName}: ${log.reason}`;
  const saved = await commit(ctx, {
    action: `learning.${log.kind}`,
    subject: botId,
    reason,
    detail: { botName, version: String(version), change: log.change.map(({ name }) => name) },
    events: [{ name: "learning/changed", data: { botId, botName, reason } }],
    write: async (tx) => {
      const toVersion = turned ? version + 1 : null;
      const isNew = await saveLog(tx, ctx, { ...log, botId, botName, book, fromVersion: version, toVersion });
      if (isNew && turned) await writeChangedVersion(tx, ctx, bot, turned);
      return isNew;
    },
    unchanged: (isNew) => !isNew,
  });
  return saved.ok ? log.kind : null;
}
