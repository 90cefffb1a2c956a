import { listTrainingBots } from "@/server/bots/list-training-bots";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { type BotTrade, listBotTrades } from "@/server/positions/list-bot-trades";
import { getSettings } from "@/server/settings/get-settings";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { isControl } from "./core/control-group";
import { type Improvement, measureImprovement } from "./core/measure-improvement";
import { findAdoptions, findLogs, findNights, type LearningLogRow, type LearningNight } from "./store";

/** A row of the log, with the figures it was decided on where a replay was asked. Fractions. */
export type LearningLine = Omit<LearningLogRow, "evidence" | "marketAt"> & {
  readonly tried: number | null;
  readonly judged: {
    readonly now: number;
    readonly best: number;
    readonly low: number;
    readonly high: number;
  } | null;
};

export type LearningWeek = {
  /** its first instant, ISO UTC, market clock */
  readonly from: string;
  readonly changed: { readonly trades: number; readonly mean: number | null };
  readonly control: { readonly trades: number; readonly mean: number | null };
};

export type LearningView = {
  readonly autopilot: boolean;
  readonly nights: readonly LearningNight[];
  readonly lines: readonly LearningLine[];
  /** bots that are never changed */
  readonly control: readonly { readonly botId: string; readonly name: string; readonly book: Book }[];
  /** net return of a trade: bots after what they learned first, beside the control group since then */
  readonly improvement: Improvement;
  readonly weeks: readonly LearningWeek[];
};

const LINES_MOST = 200;
const NIGHTS_MOST = 30;
const ADOPTIONS_MOST = 1_000;
const TRADES_MOST = 5_000;
const WEEK_MS = 7 * 86_400_000;
const WEEKS_MOST = 26;
/** two looks at the same trades give the same interval */
const SEED = 42;

/** What was learned and on what evidence, and whether changed bots do better than those that are never changed. */
export async function showLearning(userId: string): Promise<LearningView> {
  const [bots, settings, mode, nights, logs, adoptions] = await Promise.all([
    listTrainingBots(userId),
    getSettings(userId),
    getTradingMode(userId),
    findNights(userId, NIGHTS_MOST),
    findLogs(userId, LINES_MOST),
    findAdoptions(userId, { open: false, take: ADOPTIONS_MOST }),
  ]);
  const control = bots.filter(({ botId }) => isControl(botId, Number(settings.learning.controlShare)));
  const since = new Map<string, MarketMs>();
  for (const { botId, marketAt } of adoptions) if (!since.has(botId)) since.set(botId, marketAt);
  const first = Math.min(...since.values());
  const groups = Number.isFinite(first)
    ? await readGroups({ bots: bots.filter(({ botId }) => since.has(botId)), control, since, first })
    : { changed: [], control: [] };
  const returns = (of: readonly BotTrade[]) => of.map(({ realised, paid }) => realised.div(paid).toNumber());
  return {
    autopilot: mode.autopilot,
    nights,
    lines: logs.map(toLine),
    control: control.map(({ botId, name, book }) => ({ botId, name, book })),
    improvement: measureImprovement(
      { changed: returns(groups.changed), control: returns(groups.control) },
      SEED,
    ),
    weeks: Number.isFinite(first) ? weeksOf(groups, first) : [],
  };
}

type Bots = Awaited<ReturnType<typeof listTrainingBots>>;
type Groups = { readonly changed: readonly BotTrade[]; readonly control: readonly BotTrade[] };

async function readGroups(q: {
  readonly bots: Bots;
  readonly control: Bots;
  readonly since: ReadonlyMap<string, MarketMs>;
  readonly first: number;
}): Promise<Groups> {
  const asked = { since: marketMs(q.first), most: TRADES_MOST };
  const [changed, control] = await Promise.all([
    listBotTrades(q.bots, asked),
    listBotTrades(q.control, asked),
  ]);
  return { changed: changed.filter(({ botId, closedAt }) => closedAt >= (q.since.get(botId) ?? 0)), control };
}

function weeksOf({ changed, control }: Groups, first: number): readonly LearningWeek[] {
  const weekOf = ({ closedAt }: BotTrade) => Math.floor((closedAt - first) / WEEK_MS);
  const [ours, theirs] = [Map.groupBy(changed, weekOf), Map.groupBy(control, weekOf)];
  const last = Math.max(0, ...ours.keys(), ...theirs.keys());
  const from = Math.max(0, last - WEEKS_MOST + 1);
  return Array.from({ length: last - from + 1 }, (_one, n) => ({
    from: toDate(marketMs(first + (from + n) * WEEK_MS)).toISOString(),
    changed: sumUp(ours.get(from + n) ?? []),
    control: sumUp(theirs.get(from + n) ?? []),
  }));
}

const sumUp = (trades: readonly BotTrade[]) => ({
  trades: trades.length,
  mean:
    trades.length === 0
      ? null
      : trades.reduce((sum, { realised, paid }) => sum + realised.div(paid).toNumber(), 0) / trades.length,
});

type Walk = { readonly tried?: number; readonly judged?: LearningLine["judged"] };

function toLine({ evidence, marketAt: _at, ...row }: LearningLogRow): LearningLine {
  const { walk } = (evidence ?? {}) as { readonly walk?: Walk };
  const judged = walk?.judged ?? null;
  return {
    ...row,
    tried: walk?.tried ?? null,
    judged: judged && { now: judged.now, best: judged.best, low: judged.low, high: judged.high },
  };
}
